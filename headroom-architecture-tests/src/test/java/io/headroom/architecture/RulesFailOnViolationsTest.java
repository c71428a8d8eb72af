package io.headroom.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule is run against a class that breaks it: the classes named `Violation` in this module.
class RulesFailOnViolationsTest {

    private static final JavaClasses VIOLATIONS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.OnlyIncludeTests())
                    .importPackages("io.headroom");

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(HouseRules.CORE_DEPENDS_ON_NOTHING_OF_OURS, "core.violation"),
                Arguments.of(HouseRules.FEATURES_DO_NOT_SEE_EACH_OTHER, "cache.violation"),
                Arguments.of(HouseRules.ARROWS_POINT_DOWN, "cache.violation"),
                Arguments.of(HouseRules.OPERATIONS_KNOW_NO_FEATURE, "operations.violation"),
                Arguments.of(HouseRules.STARTER_STARTS_NO_SERVERS, "spring.violation"),
                Arguments.of(
                        HouseRules.ONLY_STARTER_AND_MARKETPLACE_SEE_SPRING_BOOT, "http.violation"),
                Arguments.of(HouseRules.NO_PACKAGE_CYCLES, "core.violation"),
                Arguments.of(
                        HouseRules.NOBODY_READS_THE_CLOCK_BEHIND_A_TESTS_BACK,
                        "postgres.violation"),
                Arguments.of(HouseRules.EVERY_PACKAGE_IS_NULL_MARKED, "search.violation"),
                Arguments.of(HouseRules.NAMES_SAY_WHAT_A_CLASS_IS, "search.violation"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void everyRuleFailsOnItsViolation(ArchRule rule, String culprit) {
        assertThatThrownBy(() -> rule.check(VIOLATIONS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(culprit);
    }
}
