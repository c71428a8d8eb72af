package io.headroom.marketplace;

import io.headroom.marketplace.launcher.ParentPipe;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// One node of the shop.
@SpringBootApplication
public class Marketplace {

    public static void main(String[] arguments) {
        ParentPipe.exitWithParent();
        SpringApplication.run(Marketplace.class, arguments);
    }
}
