package io.headroom.marketplace.launcher;

import java.util.List;

/// The launcher with stand-ins for nodes: `MAIN_CLASS ARGUMENTS`.
final class FakeShop {

    private FakeShop() {}

    public static void main(String[] arguments) {
        List<String> all = List.of(arguments);
        NodeJvm jvm = new NodeJvm(all.getFirst(), System.getProperty("java.class.path"), "");
        System.exit(
                Launcher.run(
                        all.subList(1, all.size()), System.getenv(), jvm, System.out, System.err));
    }
}
