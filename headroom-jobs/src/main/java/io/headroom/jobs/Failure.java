package io.headroom.jobs;

/// An exception as text: what, why, and where in the handler.
final class Failure {

    private static final int LONGEST = 2_000;
    private static final int FRAMES = 6;

    private Failure() {}

    static String text(Throwable error) {
        try {
            StringBuilder text = new StringBuilder();
            Throwable cause = error;
            for (int depth = 0; cause != null && depth < 5 && text.length() < LONGEST; depth++) {
                text.append(depth == 0 ? "" : "\ncaused by ").append(cause);
                StackTraceElement[] frames = cause.getStackTrace();
                for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                    text.append("\n  at ").append(frames[i]);
                }
                cause = cause.getCause();
            }
            String plain = text.toString().replace("\0", "");
            return plain.substring(0, Math.min(LONGEST, plain.length()));
        } catch (Throwable worse) {
            // An exception whose message cannot be had, or memory that is gone.
            return error.getClass().getName();
        }
    }
}
