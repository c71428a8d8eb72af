package io.headroom.benchmarks.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two threads put: one of the values is kept, or none, and what was seen once does not change.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the first value")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "the second value")
@Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "none of two at the same time")
@Outcome(expect = Expect.FORBIDDEN, desc = "something else")
@State
public class PutAgainstPut {

    private final Cell cell = new Cell();

    /// Puts the first value.
    @Actor
    public void one() {
        cell.put(1);
    }

    /// Puts the second value.
    @Actor
    public void two() {
        cell.put(2);
    }

    /// Looks twice when both are done.
    @Arbiter
    public void after(II_Result result) {
        result.r1 = cell.cached();
        result.r2 = cell.cached();
        cell.forget();
    }
}
