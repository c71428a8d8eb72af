package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.jobs.Rig.Note;
import io.headroom.test.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The statements that keep two nodes from having one job, one by one.
class FencingIT {

    private static final String[] KINDS = {"note/1"};
    private static final long LEASE_MILLIS = 10_000;

    private final Rig rig = new Rig();
    private final ManualTime time = new ManualTime();
    private final Node node = node("a");
    private final Node other = node("b");
    private final Database database = new Database(rig.pool, Duration.ofSeconds(5));

    private Node node(String name) {
        return new Node(name, KINDS, LEASE_MILLIS, time::nanos);
    }

    @BeforeEach
    void twoNodesAndThreeJobs() throws SQLException {
        database.alone(node::beat);
        database.alone(other::beat);
        rig.jobs(QueueOptions.of("default"))
                .enqueueAll(Collections.nCopies(3, Rig.NOTE.job(new Note("x"))));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private List<Claim.Taken> claim(Node by, int epoch, int most) throws SQLException {
        long id = by.id();
        return database.alone(
                c -> Claim.take(c, id, epoch, "default", KINDS, List.of(new LaneCursor("")), most));
    }

    private void expire(Node dead) throws SQLException {
        rig.execute(
                "UPDATE headroom_job_node SET expires_at = now() - interval '1 s' WHERE id = "
                        + dead.id());
    }

    private boolean acknowledge(Lease lease) throws SQLException {
        return database.alone(c -> acknowledges(c, lease));
    }

    private static boolean acknowledges(Connection connection, Lease lease) throws SQLException {
        return AckStatements.write(
                        connection, "node", List.of(new Ack(lease, Ending.Done.FORGOTTEN)))
                == 1;
    }

    private boolean beat() throws SQLException {
        return database.alone(node::beat);
    }

    private int rescue(int maxCrashes) throws SQLException {
        return database.together(c -> Rescue.one(c, other.id(), maxCrashes));
    }

    @Test
    void aLateAcknowledgementMatchesNothing() throws SQLException {
        Lease lease = claim(node, 0, 1).getFirst().lease();
        expire(node);

        assertThat(rescue(10)).isOne();

        assertThat(acknowledge(lease)).isFalse();
        Lease again =
                claim(other, 0, 4).stream()
                        .map(Claim.Taken::lease)
                        .filter(l -> l.id() == lease.id())
                        .findFirst()
                        .orElseThrow();
        assertThat(again.attempt()).isGreaterThan(lease.attempt());
        assertThat(acknowledge(again)).isTrue();
    }

    @Test
    void aNodeThatWasDeclaredDeadClaimsNothingAndRegistersAnew() throws SQLException {
        long before = node.id();
        expire(node);
        assertThat(claim(node, 0, 4)).isEmpty();
        assertThat(rescue(10)).isZero();
        assertThat(claim(node, 0, 4)).isEmpty();

        assertThat(beat()).isTrue();
        assertThat(node.id()).isNotEqualTo(before);
        assertThat(node.isLost(before)).isTrue();
        assertThat(claim(node, 0, 4)).hasSize(3);
    }

    @Test
    void aNodeFencesItselfBeforeItsLeaseEnds() {
        time.advance(Duration.ofMillis(LEASE_MILLIS * 9 / 10 - 1));
        assertThat(node.id()).isNotEqualTo(Node.NONE);
        time.advance(Duration.ofMillis(1));
        assertThat(node.id()).isEqualTo(Node.NONE);
    }

    @Test
    void whatAClaimWithoutAnAnswerTookIsGivenBackAndTheClaimRefusedShouldItStillCome()
            throws SQLException {
        Held held = new Held();
        held.add(claim(node, 0, 1).getFirst().lease());
        assertThat(claim(node, 0, 1)).hasSize(1);

        assertThat(held.reconcile(database, node)).isOne();

        assertThat(claim(node, 0, 4)).isEmpty();
        assertThat(beat()).isFalse();
        assertThat(claim(node, node.epoch(), 4)).hasSize(2);
    }

    @Test
    void aRowThatIsBeingAcknowledgedIsLeftForALaterRescue() throws SQLException {
        Lease lease = claim(node, 0, 1).getFirst().lease();
        expire(node);
        database.together(c -> {
            assertThat(acknowledges(c, lease)).isTrue();
            assertThat(rescue(10)).isZero();
            assertThat(rig.number("SELECT count(*) FROM headroom_job_node")).isEqualTo(2);
            c.rollback();
            return 0;
        });
        assertThat(rescue(10)).isOne();
        assertThat(rig.number("SELECT count(*) FROM headroom_job_node")).isOne();
    }

    @Test
    void aJobThatIsThereAtTooManyEndsOfNodesIsDead() throws SQLException {
        claim(node, 0, 1);
        expire(node);
        assertThat(rescue(1)).isOne();
        assertThat(rig.number("SELECT crashes FROM headroom_job_dead")).isOne();
        assertThat(rig.number("SELECT count(*) FROM headroom_job")).isEqualTo(2);
    }

    @Test
    void oldDaysOfFinishedJobsAreEmptied() throws SQLException {
        rig.execute(
                """
                INSERT INTO headroom_job_done (slot, id, queue, kind, state, attempt, tenant, correlation_id, enqueued_at, finished_at)
                SELECT ((floor(extract(epoch FROM now()) / 86400)::bigint - ago) % 32)::smallint, ago, 'default', 'note/1',
                       'done', 1, '', '', now(), now() - ago * interval '1 day'
                FROM generate_series(0, 20) AS ago
                """);
        database.together(c -> {
            Retention.sweepDone(c, 7);
            return 0;
        });
        assertThat(rig.number("SELECT max(id) FROM headroom_job_done")).isEqualTo(7);
        assertThat(rig.number("SELECT count(*) FROM headroom_job_done")).isEqualTo(8);
    }
}
