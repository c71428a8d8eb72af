package io.headroom.spring.cache;

import io.headroom.cache.Codec;
import io.headroom.cache.json.JsonCodec;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import tools.jackson.core.type.TypeReference;

/// The type of a cache's values, and the codec it means. Values are JSON of this type, never of one
/// that is named in the bytes.
///
/// @param type resolved, and no primitive
record ValueType(ResolvableType type) {

    private static final Set<Class<?>> CONTAINERS =
            Set.of(
                    Iterable.class,
                    Collection.class,
                    List.class,
                    Set.class,
                    Map.class,
                    CharSequence.class);

    /// Reads `java.util.List<com.example.Item>`.
    ///
    /// @throws IllegalArgumentException when it is malformed, or a class is not there
    static ValueType parse(String text, ClassLoader classes) {
        return new ValueType(parsed(text.strip(), classes));
    }

    private static ResolvableType parsed(String text, ClassLoader classes) {
        int open = text.indexOf('<');
        if (open < 0) {
            return ResolvableType.forClass(classNamed(text, classes));
        }
        if (!text.endsWith(">")) {
            throw new IllegalArgumentException("'" + text + "' misses a '>' at its end");
        }
        Class<?> raw = classNamed(text.substring(0, open).strip(), classes);
        List<ResolvableType> arguments = new ArrayList<>();
        for (String argument : arguments(text.substring(open + 1, text.length() - 1))) {
            arguments.add(parsed(argument.strip(), classes));
        }
        if (raw.getTypeParameters().length != arguments.size()) {
            throw new IllegalArgumentException(
                    "%s has %d type parameters, but '%s' gives %d"
                            .formatted(
                                    raw.getName(),
                                    raw.getTypeParameters().length,
                                    text,
                                    arguments.size()));
        }
        return ResolvableType.forClassWithGenerics(raw, arguments.toArray(ResolvableType[]::new));
    }

    /// Splits at the commas outside of `<` and `>`.
    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '<' -> depth++;
                case '>' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        arguments.add(text.substring(start, i));
                        start = i + 1;
                    }
                }
                default -> {
                    // part of a name
                }
            }
        }
        arguments.add(text.substring(start));
        return arguments;
    }

    private static Class<?> classNamed(String name, ClassLoader classes) {
        try {
            return ClassUtils.resolvePrimitiveIfNecessary(ClassUtils.forName(name, classes));
        } catch (ClassNotFoundException | LinkageError | IllegalArgumentException e) {
            throw new IllegalArgumentException("there is no class '" + name + "'", e);
        }
    }

    /// Whether values of it can be made from their JSON by the type alone.
    boolean isDeclared() {
        return isDeclared(type);
    }

    private static boolean isDeclared(ResolvableType type) {
        Class<?> raw = type.resolve();
        if (raw == null
                || raw == Object.class
                || raw == Void.class
                || type.hasUnresolvableGenerics()) {
            return false;
        }
        if (raw.isArray()) {
            return isDeclared(type.getComponentType());
        }
        boolean open = raw.isInterface() || Modifier.isAbstract(raw.getModifiers());
        if (open && !raw.isPrimitive() && !CONTAINERS.contains(raw) && !namesItsSubtypes(raw)) {
            return false;
        }
        return Arrays.stream(type.getGenerics()).allMatch(ValueType::isDeclared);
    }

    /// By Jackson's annotation, or since the few subtypes of an enum are its constants.
    private static boolean namesItsSubtypes(Class<?> raw) {
        return raw.isEnum()
                || AnnotatedElementUtils.isAnnotated(
                        raw, "com.fasterxml.jackson.annotation.JsonTypeInfo");
    }

    /// The codec; one for types that are not declared has no bytes for any value.
    Codec<Object> codec() {
        return isDeclared() ? new DeclaredValues(json(), exact()) : new UnsharedValues();
    }

    private Codec<Object> json() {
        Type declared = type.getType();
        return JsonCodec.of(
                new TypeReference<Object>() {
                    @Override
                    public Type getType() {
                        return declared;
                    }
                });
    }

    /// The class that a value must have, since a subclass would come back as its parent; `Object`
    /// for types whose values are of other classes in any case.
    private Class<?> exact() {
        Class<?> raw = type.toClass();
        boolean open = raw.isInterface() || Modifier.isAbstract(raw.getModifiers());
        return open || raw.isEnum() || raw.isArray() || namesItsSubtypes(raw) ? Object.class : raw;
    }

    /// As in Java.
    @Override
    public String toString() {
        return type.toString();
    }

    /// JSON of the declared type, for values that are of it.
    private record DeclaredValues(Codec<Object> json, Class<?> exact) implements Codec<Object> {

        @Override
        public byte[] encode(Object value) {
            if (exact != Object.class && value.getClass() != exact) {
                throw new IllegalArgumentException(
                        "a %s would come back as %s; it is kept in this process alone"
                                .formatted(value.getClass().getName(), exact.getName()));
            }
            return json.encode(value);
        }

        @Override
        public Object decode(byte[] bytes) {
            return json.decode(bytes);
        }
    }

    /// Values that stay in this process; their invalidations reach the other nodes all the same.
    private static final class UnsharedValues implements Codec<Object> {

        @Override
        public byte[] encode(Object value) {
            throw new IllegalArgumentException("values of this cache have no declared type");
        }

        @Override
        public Object decode(byte[] bytes) {
            throw new IllegalArgumentException("values of this cache have no declared type");
        }
    }
}
