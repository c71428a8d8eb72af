package io.headroom.postgres.maintenance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Asks one question and judges the answer.
///
/// @param question what is asked
/// @param judgement makes findings of it
record Check(Question question, Judgement judgement) {

    @FunctionalInterface
    interface Judgement {
        List<Finding> judge(Connection connection, Question question, Abilities abilities)
                throws SQLException;
    }

    static Check of(String question, Judgement judgement) {
        return new Check(Question.of(question), judgement);
    }

    List<Finding> run(Connection connection, Abilities abilities) throws SQLException {
        return judgement.judge(connection, question, abilities);
    }
}
