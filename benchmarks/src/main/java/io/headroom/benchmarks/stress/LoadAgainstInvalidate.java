package io.headroom.benchmarks.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One thread loads while another one changes the source and invalidates; afterwards the old value
/// is nowhere.
@JCStressTest
@Outcome(
        id = "0, 1",
        expect = Expect.ACCEPTABLE,
        desc = "loaded before the change; later reads see the new value")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "loaded after the change")
@Outcome(expect = Expect.FORBIDDEN, desc = "an old value was kept")
@State
public class LoadAgainstInvalidate {

    private final Cell cell = new Cell();

    /// Reads through.
    @Actor
    public void load(II_Result result) {
        result.r1 = cell.read();
    }

    /// Changes and invalidates.
    @Actor
    public void change() {
        cell.change(1);
    }

    /// Reads when both are done.
    @Arbiter
    public void after(II_Result result) {
        result.r2 = cell.read();
        cell.forget();
    }
}
