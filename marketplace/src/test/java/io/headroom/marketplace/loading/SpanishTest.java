package io.headroom.marketplace.loading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanishTest {

    @ParameterizedTest
    @CsvSource({
        "Red=rojo,FP,rojas",
        "Green=verde,F,verde",
        "Blue=azul,MP,azules",
        "Fast=veloz,FP,veloces",
        "Brown=marrón/marrón/marrones/marrones,MP,marrones"
    })
    void anAdjectiveAgreesWithItsNoun(String adjective, Spanish.Form form, String expected) {
        assertThat(Spanish.Adjective.parse(adjective).spanish(form)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "M,Este vaso es cómodo y llega",
        "F,Esta vaso es cómoda y llega",
        "MP,Estos vaso es cómodos y llegan",
        "FP,Estas vaso es cómodas y llegan"
    })
    void aSentenceAgreesWithItsNoun(Spanish.Form form, String expected) {
        assertThat(form.agree("{Este} vaso es cómod{o} y llega{n}")).isEqualTo(expected);
    }
}
