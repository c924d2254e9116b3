#!/usr/bin/env bash
# On Tomcat, WebFlux sends an answer that is cut off after an action at the commit has failed.
#
# What:     A response has actions that run before it is committed (beforeCommit), by which for
#           example sessions are saved. If one fails, the error reaches the exception handlers, and
#           the response counts as not committed, so that a handler can write another one. On Tomcat
#           that handler's headers are sent, its Content-Length among them, but its body is not: the
#           error is replaced by "writeWith() or writeAndFlushWith() has already been called", because
#           the first body was handed to the container before the action had run.
# Version:  org.springframework:spring-webflux 7.0.8, tomcat-embed-core 11.0.22
# Expected: the handler's response, as after an error that occurs earlier in the request.
# Needs:    a JDK 17+, Maven, access to public packages.
set -euo pipefail

spring=7.0.8
tomcat=11.0.22
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/src/main/java"

cat >"$folder/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
	<modelVersion>4.0.0</modelVersion>
	<groupId>finding</groupId>
	<artifactId>finding</artifactId>
	<version>1</version>
	<properties>
		<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
	</properties>
	<dependencies>
		<dependency>
			<groupId>org.springframework</groupId>
			<artifactId>spring-webflux</artifactId>
			<version>$spring</version>
		</dependency>
		<dependency>
			<groupId>org.springframework</groupId>
			<artifactId>spring-context</artifactId>
			<version>$spring</version>
		</dependency>
		<dependency>
			<groupId>org.apache.tomcat.embed</groupId>
			<artifactId>tomcat-embed-core</artifactId>
			<version>$tomcat</version>
		</dependency>
	</dependencies>
</project>
POM

cat >"$folder/src/main/java/Finding.java" <<'JAVA'
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;

public class Finding {

	public static void main(String[] arguments) throws Exception {
		WebHandler pages = (exchange) -> switch (exchange.getRequest().getPath().value()) {
			case "/early" -> Mono.error(new IllegalStateException("early"));
			case "/commit" -> {
				exchange.getResponse().beforeCommit(() -> Mono.error(new IllegalStateException("at the commit")));
				yield write(exchange.getResponse(), "page");
			}
			default -> write(exchange.getResponse(), "page");
		};
		WebExceptionHandler errors = (exchange, ex) -> {
			exchange.getResponse().setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
			return write(exchange.getResponse(), "sorry");
		};
		HttpHandler handler = WebHttpHandlerBuilder.webHandler(pages).exceptionHandler(errors).build();

		Tomcat tomcat = new Tomcat();
		tomcat.setSilent(true);
		tomcat.setBaseDir(arguments[0]);
		tomcat.setPort(0);
		tomcat.getConnector().setProperty("address", "127.0.0.1");
		Context context = tomcat.addContext("", new File(arguments[0]).getAbsolutePath());
		Tomcat.addServlet(context, "spring", new ServletHttpHandlerAdapter(handler)).setAsyncSupported(true);
		context.addServletMappingDecoded("/", "spring");
		tomcat.start();
		for (String path : new String[] { "/page", "/early", "/commit" }) {
			System.out.println(path + " -> " + get(tomcat.getConnector().getLocalPort(), path));
		}
		tomcat.stop();
	}

	private static Mono<Void> write(ServerHttpResponse response, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		response.getHeaders().setContentLength(bytes.length);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
	}

	private static String get(int port, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
		try {
			HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
			return response.statusCode() + " " + response.body();
		}
		catch (java.io.IOException ex) {
			return "cut off";
		}
	}

}
JAVA

cd "$folder"
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >&2
javac -cp "$(cat classpath)" -d target src/main/java/Finding.java
java -cp "target:$(cat classpath)" Finding "$folder" 2>log | tee seen || cat log >&2

cat >expected <<'SEEN'
/page -> 200 page
/early -> 503 sorry
/commit -> cut off
SEEN
diff expected seen && echo "As described, with Spring $spring and Tomcat $tomcat."
