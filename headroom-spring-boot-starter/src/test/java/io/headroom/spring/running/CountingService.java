package io.headroom.spring.running;

import io.headroom.spring.OperatorCheck;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// A service with a route that asks the database and one that fails, for tests of what the starter
/// says of a service. Its operator sends `Authorization: let-me-in`.
@EnableAutoConfiguration
@RestController
public class CountingService {

    private final JdbcClient jdbc;

    CountingService(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Bean
    static OperatorCheck operators() {
        return request -> RunningService.OPERATOR.equals(request.getHeader("Authorization"));
    }

    @GetMapping("/calls/count")
    int count() {
        return jdbc.sql("SELECT 1").query(Integer.class).single();
    }

    @GetMapping("/calls/fails")
    ResponseEntity<String> fails() {
        return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR).body("no");
    }
}
