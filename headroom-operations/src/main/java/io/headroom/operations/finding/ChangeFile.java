package io.headroom.operations.finding;

import io.headroom.operations.finding.Comparison.Seconds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/// How changes are kept in a file.
final class ChangeFile {

    private static final String SECTION = "changes";
    private static final int FORMAT = 1;
    private static final int MOST_SECONDS = 3_600;

    private ChangeFile() {}

    /// @param before the figure's seconds before it
    record Kept(Change change, Seconds before) {}

    static Map<String, byte[]> sections(List<Change> changes, LongFunction<Seconds> before)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeInt(changes.size());
            for (Change change : changes) {
                write(change, out);
                write(before.apply(change.id()), out);
            }
        }
        return Map.of(SECTION, bytes.toByteArray());
    }

    static List<Kept> read(Map<String, byte[]> sections) throws IOException {
        byte[] bytes = sections.get(SECTION);
        List<Kept> kept = new ArrayList<>();
        if (bytes == null) {
            return kept;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IOException("unknown format of changes: " + format);
            }
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                kept.add(new Kept(change(in), seconds(in)));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("a change cannot be read", e);
        }
        return kept;
    }

    private static void write(Change change, DataOutputStream out) throws IOException {
        out.writeLong(change.id());
        out.writeUTF(change.finding());
        write(change.offer(), out);
        out.writeUTF(change.operator());
        out.writeUTF(change.appliedAt().toString());
        out.writeUTF(change.state().name());
        out.writeUTF(change.stateSince().toString());
        out.writeDouble(change.change());
        out.writeDouble(change.pValue());
        out.writeDouble(change.superiority());
        out.writeUTF(change.detail());
    }

    private static Change change(DataInputStream in) throws IOException {
        return new Change(
                in.readLong(),
                in.readUTF(),
                offer(in),
                in.readUTF(),
                Instant.parse(in.readUTF()),
                Change.State.valueOf(in.readUTF()),
                Instant.parse(in.readUTF()),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readUTF());
    }

    private static void write(Offer offer, DataOutputStream out) throws IOException {
        Action action = offer.action();
        out.writeUTF(action.kind());
        switch (action) {
            case Action.PoolSize(String pool, int from, int to) -> {
                out.writeUTF(pool);
                out.writeInt(from);
                out.writeInt(to);
            }
            case Action.CacheSize(String cache, long from, long to, boolean inBytes) -> {
                out.writeUTF(cache);
                out.writeLong(from);
                out.writeLong(to);
                out.writeBoolean(inBytes);
            }
            case Action.CacheTtl(String cache, Duration from, Duration to) -> {
                out.writeUTF(cache);
                out.writeLong(from.toMillis());
                out.writeLong(to.toMillis());
            }
            case Action.CreateIndex(String suggestion, String sql) -> {
                out.writeUTF(suggestion);
                out.writeUTF(sql);
            }
            case Action.EndSession(String session) -> out.writeUTF(session);
            case Action.WarmUp(String task, String cache) -> {
                out.writeUTF(task);
                out.writeUTF(cache);
            }
            case Action.RefreshView(String view) -> out.writeUTF(view);
            case Action.RateLimit(Action.Limited of, String name, int from, int to) -> {
                out.writeUTF(of.name());
                out.writeUTF(name);
                out.writeInt(from);
                out.writeInt(to);
            }
        }
        out.writeUTF(offer.title());
        Prediction prediction = offer.prediction();
        out.writeUTF(prediction.figure());
        out.writeBoolean(prediction.lowerIsBetter());
        out.writeDouble(prediction.low());
        out.writeDouble(prediction.high());
        out.writeUTF(prediction.basis());
    }

    private static Offer offer(DataInputStream in) throws IOException {
        String kind = in.readUTF();
        Action action =
                switch (kind) {
                    case "pool-size" ->
                            new Action.PoolSize(in.readUTF(), in.readInt(), in.readInt());
                    case "cache-size" ->
                            new Action.CacheSize(
                                    in.readUTF(), in.readLong(), in.readLong(), in.readBoolean());
                    case "cache-ttl" ->
                            new Action.CacheTtl(
                                    in.readUTF(),
                                    Duration.ofMillis(in.readLong()),
                                    Duration.ofMillis(in.readLong()));
                    case "create-index" -> new Action.CreateIndex(in.readUTF(), in.readUTF());
                    case "end-session" -> new Action.EndSession(in.readUTF());
                    case "warm-up" -> new Action.WarmUp(in.readUTF(), in.readUTF());
                    case "refresh-view" -> new Action.RefreshView(in.readUTF());
                    case "rate-limit" ->
                            new Action.RateLimit(
                                    Action.Limited.valueOf(in.readUTF()),
                                    in.readUTF(),
                                    in.readInt(),
                                    in.readInt());
                    default -> throw new IOException("unknown kind of an action: " + kind);
                };
        String title = in.readUTF();
        return new Offer(
                action,
                title,
                new Prediction(
                        in.readUTF(),
                        in.readBoolean(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readUTF()));
    }

    private static void write(Seconds seconds, DataOutputStream out) throws IOException {
        out.writeInt(seconds.count());
        for (int i = 0; i < seconds.count(); i++) {
            out.writeFloat((float) seconds.value(i));
            out.writeFloat((float) seconds.load(i));
        }
    }

    private static Seconds seconds(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_SECONDS) {
            throw new IOException("a change has an impossible past: " + length + " s");
        }
        double[] values = new double[length];
        double[] load = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = in.readFloat();
            load[i] = in.readFloat();
        }
        return new Seconds(values, load);
    }
}
