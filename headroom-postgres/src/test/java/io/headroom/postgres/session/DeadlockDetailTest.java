package io.headroom.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlockDetailTest {

    @Test
    void theServersLinesAreRead() {
        assertThat(
                        DeadlockDetail.parse(
                                """
                                Process 84 waits for ShareLock on transaction 745; blocked by process 85.
                                Process 85 waits for AccessExclusiveLock on relation 16389 of database 5; blocked by process 84.
                                """))
                .containsExactly(
                        new DeadlockDetail(84, "ShareLock on transaction 745", 85),
                        new DeadlockDetail(
                                85, "AccessExclusiveLock on relation 16389 of database 5", 84));
    }

    @Test
    void translatedLinesAreReadByPosition() {
        DeadlockDetail line =
                DeadlockDetail.parse(
                                "El proceso 84 espera ShareLock en transacción 745; bloqueado por"
                                        + " proceso 8512.")
                        .getFirst();
        assertThat(line.pid()).isEqualTo(84);
        assertThat(line.blockedBy()).isEqualTo(8512);
        assertThat(line.waitsFor()).contains("ShareLock").contains("745");
    }

    @Test
    void whatIsNoSuchLineIsLeftOut() {
        assertThat(DeadlockDetail.parse("")).isEmpty();
        assertThat(DeadlockDetail.parse("nothing to see")).isEmpty();
    }
}
