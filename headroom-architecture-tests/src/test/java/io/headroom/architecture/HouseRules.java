package io.headroom.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/// The rules, each to be read as a sentence.
final class HouseRules {

    static final List<String> FEATURES =
            List.of("cache", "lock", "jobs", "batch", "postgres", "http", "search", "image");

    private static final String[] FEATURE_PACKAGES =
            FEATURES.stream().map(name -> "io.headroom." + name + "..").toArray(String[]::new);

    static final ArchRule CORE_DEPENDS_ON_NOTHING_OF_OURS =
            noClasses()
                    .that(resideInAPackage("io.headroom.core.."))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.headroom..")
                                    .and(not(resideInAPackage("io.headroom.core.."))));

    static final ArchRule FEATURES_DO_NOT_SEE_EACH_OTHER =
            slices().assignedFrom(new Features())
                    .should()
                    .notDependOnEachOther()
                    .because("where two must meet, the meeting stands in the starter");

    static final ArchRule ARROWS_POINT_DOWN =
            noClasses()
                    .that(resideInAnyPackage(FEATURE_PACKAGES))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "io.headroom.spring..",
                                    "io.headroom.operations..",
                                    "io.headroom.marketplace..",
                                    "io.headroom.embedded..",
                                    "io.headroom.test.."));

    static final ArchRule OPERATIONS_KNOW_NO_FEATURE =
            noClasses()
                    .that(resideInAPackage("io.headroom.operations.."))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(FEATURE_PACKAGES)
                                    .or(
                                            resideInAnyPackage(
                                                    "io.headroom.spring..",
                                                    "io.headroom.marketplace..",
                                                    "io.headroom.embedded..",
                                                    "io.headroom.test..",
                                                    "org.springframework..")))
                    .because("they are told figures, counted events and findings");

    static final ArchRule STARTER_STARTS_NO_SERVERS =
            noClasses()
                    .that(resideInAPackage("io.headroom.spring.."))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "io.headroom.marketplace..",
                                    "io.headroom.embedded..",
                                    "io.headroom.test.."));

    static final ArchRule ONLY_STARTER_AND_MARKETPLACE_SEE_SPRING_BOOT =
            noClasses()
                    .that(
                            resideInAPackage("io.headroom..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.headroom.spring..",
                                                            "io.headroom.marketplace.."))))
                    .should()
                    .dependOnClassesThat(resideInAPackage("org.springframework.boot.."));

    static final ArchRule NO_PACKAGE_CYCLES =
            slices().matching("io.headroom.(**)").should().beFreeOfCycles();

    static final ArchRule NOBODY_READS_THE_CLOCK_BEHIND_A_TESTS_BACK =
            noClasses()
                    .that(resideInAPackage("io.headroom.."))
                    .should(
                            callMethod(System.class, "currentTimeMillis")
                                    .or(callMethod(System.class, "nanoTime"))
                                    .or(callMethod(Instant.class, "now"))
                                    .or(callMethod(LocalDate.class, "now"))
                                    .or(callMethod(LocalDateTime.class, "now"))
                                    .or(callMethod(ZonedDateTime.class, "now"))
                                    .or(callMethod(Clock.class, "systemUTC"))
                                    .or(callMethod(Thread.class, "sleep", long.class)))
                    .because(
                            "time is a parameter: an InstantSource, or nanoseconds as LongSupplier");

    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
            classes()
                    .that(resideInAPackage("io.headroom.."))
                    .should(
                            new ArchCondition<>("reside in a @NullMarked package") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    boolean marked =
                                            type.getPackage().isAnnotatedWith(NullMarked.class);
                                    events.add(
                                            new SimpleConditionEvent(
                                                    type,
                                                    marked,
                                                    type.getName()
                                                            + " resides in a package that is "
                                                            + (marked ? "" : "not ")
                                                            + "@NullMarked"));
                                }
                            });

    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses()
                    .that(resideInAPackage("io.headroom.."))
                    .should(
                            new ArchCondition<>("be called Impl, Manager, Helper or Utils") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    boolean vague =
                                            type.getSimpleName()
                                                    .matches(".*(Impl|Manager|Helper|Utils?)");
                                    events.add(
                                            new SimpleConditionEvent(
                                                    type, vague, type.getName() + " is vague"));
                                }
                            });

    static final List<ArchRule> ALL =
            List.of(
                    CORE_DEPENDS_ON_NOTHING_OF_OURS,
                    FEATURES_DO_NOT_SEE_EACH_OTHER,
                    ARROWS_POINT_DOWN,
                    OPERATIONS_KNOW_NO_FEATURE,
                    STARTER_STARTS_NO_SERVERS,
                    ONLY_STARTER_AND_MARKETPLACE_SEE_SPRING_BOOT,
                    NO_PACKAGE_CYCLES,
                    NOBODY_READS_THE_CLOCK_BEHIND_A_TESTS_BACK,
                    EVERY_PACKAGE_IS_NULL_MARKED,
                    NAMES_SAY_WHAT_A_CLASS_IS);

    private HouseRules() {}

    private static final class Features implements SliceAssignment {

        private static final DescribedPredicate<JavaClass> FEATURE =
                resideInAnyPackage(FEATURE_PACKAGES);

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return FEATURE.test(type)
                    ? SliceIdentifier.of(type.getPackageName().split("\\.", -1)[2])
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the features";
        }
    }
}
