package io.headroom.benchmarks.watch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// The archive that brings this package's classes into another process.
final class SwitchArchive {

    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    private SwitchArchive() {}

    static Path write(Path file) throws IOException, URISyntaxException {
        Path classes =
                Path.of(
                        SwitchArchive.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Path folder = classes.resolve(SwitchArchive.class.getPackageName().replace('.', '/'));
        List<Path> own;
        try (Stream<Path> all = Files.list(folder)) {
            own = all.filter(each -> each.toString().endsWith(".class")).toList();
        }
        Manifest manifest = new Manifest();
        Attributes about = manifest.getMainAttributes();
        about.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        about.putValue("Premain-Class", SwitchAgent.class.getName());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream archive = new JarOutputStream(out, manifest)) {
            for (Path each : own) {
                archive.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, archive);
            }
            archive.putNextEntry(new ZipEntry(IMPORTS));
            archive.write(
                    SwitchAutoConfiguration.class.getName().getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }
}
