vcl 4.1;

# Varnish 6.0 or newer as the edge of a Headroom service: docs/edge.md.
#
# Keeps what the service says a CDN may keep (CDN-Cache-Control, RFC 9213) or any shared cache
# (Cache-Control), and forgets by the keys of Surrogate-Key when the service sends
#     PURGE / HTTP/1.1
#     Surrogate-Key: item/17 list/kettles
# The keys hold nothing but letters, digits and : / _ . - % so they can stand in an expression.

import std;

backend service {
    .host = "127.0.0.1";
    .port = "8080";
    .connect_timeout = 1s;
    .first_byte_timeout = 10s;
    .between_bytes_timeout = 5s;
    .probe = {
        .url = "/health/ready";
        .interval = 2s;
        .timeout = 1s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
    }
}

# The nodes of the service. Who may purge can empty the cache.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    set req.backend_hint = service;

    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Not allowed to purge"));
        }
        if (!req.http.Surrogate-Key
            || req.http.Surrogate-Key !~ "^[A-Za-z0-9:/_.%-]+( +[A-Za-z0-9:/_.%-]+)*$") {
            return (synth(400, "Surrogate-Key must hold the keys to forget"));
        }
        # "a.b c" becomes (a[.]b|c), each a whole word of the object's keys.
        set req.http.X-Forget = regsuball(req.http.Surrogate-Key, "[.]", "[.]");
        set req.http.X-Forget = regsuball(req.http.X-Forget, " +", "|");
        ban("obj.http.Surrogate-Key ~ (^|[[:space:]])(" + req.http.X-Forget + ")([[:space:]]|$)");
        return (synth(204, "Forgotten"));
    }

    # Only the service itself says such things.
    unset req.http.X-Forget;

    # While the service is well, an expired answer is served for as long as it allows and made anew
    # behind; while it is not, for as long as the answer is kept.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 60s;
    }
}

sub vcl_backend_response {
    # What an expired answer may still be used for, unless the service says less: to be served while
    # or because the service fails, and to ask it by If-None-Match whether the answer still holds.
    set beresp.grace = 60s;
    set beresp.keep = 1h;

    # A failure in the background leaves the expired answer where it is.
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }

    # What belongs to one user or says nothing is not kept, whatever else it says.
    if (beresp.http.Set-Cookie || beresp.http.Vary ~ "[*]") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }

    if (beresp.http.CDN-Cache-Control) {
        if (beresp.http.CDN-Cache-Control ~ "(^|[ ,])(no-store|no-cache|private)($|[ ,=;])"
            || beresp.http.CDN-Cache-Control !~ "(^|[ ,])max-age=[0-9]+($|[ ,;])") {
            set beresp.uncacheable = true;
            set beresp.ttl = 0s;
            return (deliver);
        }
        set beresp.ttl = std.duration(
            regsub(beresp.http.CDN-Cache-Control, "^.*?(^|[ ,])max-age=([0-9]+).*$", "\2") + "s", 0s);
        if (beresp.http.CDN-Cache-Control ~ "stale-if-error=[0-9]+") {
            set beresp.grace = std.duration(
                regsub(beresp.http.CDN-Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1") + "s", 60s);
        }
        return (deliver);
    }

    # Varnish reads max-age and s-maxage of Cache-Control itself; without them nothing is kept.
    if (beresp.http.Cache-Control !~ "(max-age|s-maxage)=[0-9]") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    if (beresp.http.Cache-Control ~ "stale-if-error=[0-9]+") {
        set beresp.grace = std.duration(
            regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1") + "s", 60s);
    }
    if (beresp.http.Cache-Control ~ "(must|proxy)-revalidate") {
        set beresp.grace = 0s;
    }
    # What follows is built in: no-store, no-cache and private are not kept.
}

sub vcl_deliver {
    # Between the service and its edges only.
    unset resp.http.Surrogate-Key;
    unset resp.http.CDN-Cache-Control;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    if (obj.hits > 0) {
        set resp.http.X-Edge = "hit";
    } else {
        set resp.http.X-Edge = "miss";
    }
}
