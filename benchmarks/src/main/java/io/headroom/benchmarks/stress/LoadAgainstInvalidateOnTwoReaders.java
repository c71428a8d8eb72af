package io.headroom.benchmarks.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two threads load, a third one changes the source, invalidates and reads: what it reads itself is
/// new, although it may join the others' load, and so is what is kept.
@JCStressTest
@Outcome(id = "[01], 1, 1", expect = Expect.ACCEPTABLE, desc = "the writer sees its own change")
@Outcome(expect = Expect.FORBIDDEN, desc = "an old value was read after the invalidation, or kept")
@State
public class LoadAgainstInvalidateOnTwoReaders {

    private final Cell cell = new Cell();

    /// Reads through.
    @Actor
    public void load(III_Result result) {
        result.r1 = cell.read();
    }

    /// Reads through, too.
    @Actor
    public void loadToo() {
        cell.read();
    }

    /// Changes, invalidates, and reads.
    @Actor
    public void change(III_Result result) {
        cell.change(1);
        result.r2 = cell.read();
    }

    /// Reads when all are done.
    @Arbiter
    public void after(III_Result result) {
        result.r3 = cell.read();
        cell.forget();
    }
}
