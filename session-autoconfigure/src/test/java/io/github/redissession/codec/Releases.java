package io.github.redissession.codec;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles releases of an application, each for a class loader of its own.
 */
public final class Releases {

	private Releases() {
	}

	/**
	 * Compiles one class.
	 * @param name its full name
	 * @param body what follows the package declaration
	 * @return a class loader that knows it and not the other releases
	 */
	public static ClassLoader compile(Path root, String name, String body) throws IOException {
		Path output = Files.createTempDirectory(root, "release");
		String source = "package %s;\n%s".formatted(name.substring(0, name.lastIndexOf('.')), body);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///" + name.replace('.', '/') + ".java"),
				JavaFileObject.Kind.SOURCE) {

			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return source;
			}

		};
		StringWriter messages = new StringWriter();
		boolean compiled = compiler
			.getTask(messages, null, null, List.of("-d", output.toString(), "-proc:none", "-parameters"), null,
					List.of(file))
			.call();
		assertThat(compiled).as(messages.toString()).isTrue();
		return new URLClassLoader(new URL[] { output.toUri().toURL() }, Releases.class.getClassLoader());
	}

}
