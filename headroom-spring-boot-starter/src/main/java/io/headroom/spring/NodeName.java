package io.headroom.spring;

import org.springframework.core.env.Environment;

/// What a node of a service is called: by other nodes, in alerts, jobs and changes of indexes.
public final class NodeName {

    private static final long CONTAINERS_FIRST = 1;

    private NodeName() {}

    /// `headroom.node`, which no other node may have. Without it the service's name and that of the
    /// process: its number, or in a container, where the service is process 1 on every node, the
    /// container's `HOSTNAME`, on Kubernetes the pod's name.
    public static String of(Environment environment) {
        return of(environment, ProcessHandle.current().pid());
    }

    static String of(Environment environment, long pid) {
        String process = Long.toString(pid);
        if (pid == CONTAINERS_FIRST) {
            process = environment.getProperty("HOSTNAME", process);
        }
        return environment.getProperty("headroom.node", service(environment) + "-" + process);
    }

    /// What all nodes of the service are called together: `spring.application.name`.
    public static String service(Environment environment) {
        return environment.getProperty("spring.application.name", "service");
    }
}
