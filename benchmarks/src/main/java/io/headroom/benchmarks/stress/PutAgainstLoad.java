package io.headroom.benchmarks.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One thread loads while another one changes the source and puts: a load of the old value must not
/// cover what was put.
@JCStressTest
@Outcome(id = "[01], 1", expect = Expect.ACCEPTABLE, desc = "what was put is kept")
@Outcome(id = "[01], -1", expect = Expect.ACCEPTABLE, desc = "nothing is kept")
@Outcome(expect = Expect.FORBIDDEN, desc = "the load covered what was put")
@State
public class PutAgainstLoad {

    private final Cell cell = new Cell();

    /// Reads through.
    @Actor
    public void load(II_Result result) {
        result.r1 = cell.read();
    }

    /// Puts.
    @Actor
    public void put() {
        cell.put(1);
    }

    /// Looks when both are done.
    @Arbiter
    public void after(II_Result result) {
        result.r2 = cell.cached();
        cell.forget();
    }
}
