package io.headroom.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseTest {

    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.headroom");

    @Test
    void everyModuleWasImported() {
        List<String> modules =
                List.of(
                        "core",
                        "embedded",
                        "cache",
                        "lock",
                        "jobs",
                        "postgres",
                        "http",
                        "search",
                        "operations",
                        "spring");
        assertThat(modules)
                .allSatisfy(module ->
                        assertThat(
                                        HOUSE.stream()
                                                .filter(type ->
                                                        type.getPackageName()
                                                                .startsWith(
                                                                        "io.headroom." + module)))
                                .as(module)
                                .hasSizeGreaterThan(1));
    }

    static Stream<ArchRule> rules() {
        return HouseRules.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theHouseKeepsItsRules(ArchRule rule) {
        rule.check(HOUSE);
    }
}
