package com.example.consumer;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.example.shop.embedded.RestartableRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application outside of this build, made of nothing but what the README shows under
 * "Use it" and what start.spring.io gives for "Spring Web".
 */
class ConsumerIT {

	private static final String POM = """
			<project xmlns="http://maven.apache.org/POM/4.0.0">
				<modelVersion>4.0.0</modelVersion>
				<parent>
					<groupId>org.springframework.boot</groupId>
					<artifactId>spring-boot-starter-parent</artifactId>
					<version>%s</version>
				</parent>
				<groupId>com.example</groupId>
				<artifactId>visits</artifactId>
				<version>1</version>
				<dependencies>
					<dependency>
						<groupId>org.springframework.boot</groupId>
						<artifactId>spring-boot-starter-webmvc</artifactId>
					</dependency>
					%s
				</dependencies>
				<build>
					<plugins>
						<plugin>
							<groupId>org.springframework.boot</groupId>
							<artifactId>spring-boot-maven-plugin</artifactId>
						</plugin>
					</plugins>
				</build>
			</project>
			""";

	private static final String APPLICATION = """
			package com.example;

			import java.util.*;
			import jakarta.servlet.http.*;
			import org.springframework.boot.*;
			import org.springframework.boot.autoconfigure.*;
			import org.springframework.web.bind.annotation.*;

			@SpringBootApplication
			public class Application {
				public static void main(String[] args) {
					SpringApplication.run(Application.class, args);
				}
			}

			%s
			""";

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@Test
	void whatTheReadmeShowsBuildsAndCountsVisitsAcrossInstances(@TempDir Path folder, @TempDir Path redisFolder)
			throws Exception {
		String text = Files.readString(Build.root().resolve("README.md"));
		String readme = text.substring(text.indexOf("\n## Use it\n"));
		Path project = Files.createDirectories(folder.resolve("visits"));
		write(project, "pom.xml", POM.formatted(Build.property("spring-boot.version"), snippet(readme, "xml")));
		write(project, "src/main/resources/application.yml", snippet(readme, "yaml"));
		write(project, "src/main/java/com/example/Application.java", APPLICATION.formatted(snippet(readme, "java")));
		Build.run(project, Build.installed(folder.resolve("repository")), "package");
		try (RestartableRedis redis = RestartableRedis.start(redisFolder);
				Instance one = new Instance(project, redis);
				Instance other = new Instance(project, redis)) {
			assertThat(visit(one)).isEqualTo("1");
			assertThat(visit(other)).isEqualTo("2");
			assertThat(visit(one)).isEqualTo("3");
		}
	}

	private static String snippet(String readme, String language) {
		Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
		assertThat(block.find()).as("a snippet of %s in the README", language).isTrue();
		return block.group(1);
	}

	private static void write(Path project, String file, String content) throws IOException {
		Path path = project.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, content);
	}

	private String visit(Instance instance) throws Exception {
		return this.browser
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.port)).build(),
					BodyHandlers.ofString())
			.body();
	}

	/**
	 * The built jar, running.
	 */
	private static final class Instance implements AutoCloseable {

		private final Process process;

		private final int port;

		Instance(Path project, RestartableRedis redis) throws IOException {
			Path log = Files.createTempFile(project, "instance", ".log");
			List<String> command = new ArrayList<>(
					List.of(Build.java(), "-jar", project.resolve("target/visits-1.jar").toString(), "--server.port=0",
							"--server.address=127.0.0.1", "--spring.data.redis.url=" + redis.url()));
			this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
			this.port = await().atMost(60, TimeUnit.SECONDS).until(() -> port(log), (found) -> found > 0);
		}

		private int port(Path log) throws IOException {
			String text = Files.readString(log);
			assertThat(this.process.isAlive()).as(text).isTrue();
			Matcher started = PORT.matcher(text);
			return started.find() ? Integer.parseInt(started.group(1)) : 0;
		}

		@Override
		public void close() {
			this.process.destroy();
			this.process.onExit().join();
		}

	}

}
