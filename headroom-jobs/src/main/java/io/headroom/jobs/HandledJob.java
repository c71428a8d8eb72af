package io.headroom.jobs;

/// A type of jobs and who does its work.
///
/// @param type the kind of work
/// @param handler does it
/// @param <P> the payload
public record HandledJob<P extends Record>(JobType<P> type, JobHandler<P> handler) {

    void handle(int version, String json, Payloads payloads, JobContext context) throws Exception {
        JobType.Upgrade<?, P> upgrade = type.upgrades().get(version);
        P payload =
                upgrade == null
                        ? payloads.read(json, type.payload())
                        : upgrade.read(payloads, json);
        handler.handle(payload, context);
    }
}
