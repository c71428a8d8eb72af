# Runs a command that ends with its parent. Arguments: the parent's process id, the signal that stops
# the command, how many tenths of a second it has to obey, a folder to delete afterwards if the parent
# is gone (or nothing), and the command.
#
# Standard input is a pipe whose other end only the parent holds: it ends when the parent ends, even by
# kill -9, or when the parent closes it to have the command stopped. The command takes this shell's
# place and so its process id; the watcher is nobody's child, so that the command never has to reap it.
parent=$1 stop=$2 tenths=$3 remove=$4
shift 4
command=$$
exec 3<&0
(
    (
        exec >/dev/null 2>&1
        trap '' INT TERM HUP QUIT
        while read -r _ <&3; do :; done
        exec 3<&-
        kill -s "$stop" "$command"
        waited=0
        while kill -0 "$command" && [ "$waited" -lt "$tenths" ]; do
            sleep 0.1
            waited=$((waited + 1))
        done
        kill -s KILL "$command"
        if [ -n "$remove" ]; then
            waited=0
            while [ -d "$remove" ] && kill -0 "$parent" && [ "$waited" -lt 50 ]; do
                sleep 0.1
                waited=$((waited + 1))
            done
            kill -0 "$parent" || rm -rf -- "$remove"
        fi
        # What the command left in its session; this watcher itself is in it, too.
        kill -s KILL -- "-$command"
    ) &
)
exec "$@" 3<&-
