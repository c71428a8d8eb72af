package io.headroom.marketplace;

import io.swagger.v3.core.jackson.TypeNameResolver;
import java.util.Set;

/// What the schemas of the API's document are called. Among the operations' calls several classes
/// have a `Status` or an `Overview` of their own, so that these are named after the class they
/// stand in: `CacheStatus`, `JobsStatus`.
final class SchemaNames extends TypeNameResolver {

    private static final String OURS = "io.headroom.";
    private static final String SHOP = "io.headroom.marketplace.";

    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        Class<?> outer = type.getEnclosingClass();
        String name = super.nameForClass(type, options);
        boolean ambiguous =
                outer != null
                        && type.getName().startsWith(OURS)
                        && !type.getName().startsWith(SHOP);
        return ambiguous ? subject(outer) + name : name;
    }

    private static String subject(Class<?> outer) {
        return outer.getSimpleName().replaceFirst("(Controller|Views?)$", "");
    }
}
