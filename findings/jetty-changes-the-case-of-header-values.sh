#!/usr/bin/env bash
# Jetty changes the case of a header's value.
#
# What:     Jetty remembers some header fields of a connection, Cookie among them, to recognize
#           them in later requests, and compares them without regard to case. If a value begins
#           with a whole value that the field had earlier on the connection, but in other case, the
#           application sees that part in the earlier spelling: after "red", "Redwood" is "redwood".
#           A field that Jetty does not remember is read as it is.
# Version:  org.eclipse.jetty:jetty-server 12.1.10 (seen in 12.1.10 and 12.1.13), HTTP/1.1
# Expected: the value as it was sent; field values are case-sensitive unless their definition says
#           otherwise (RFC 9110, 5.5).
# Needs:    a JDK 17+, Maven, access to public packages.
set -euo pipefail

version=12.1.10
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
			<groupId>org.eclipse.jetty</groupId>
			<artifactId>jetty-server</artifactId>
			<version>$version</version>
		</dependency>
	</dependencies>
</project>
POM

cat >"$folder/src/main/java/Finding.java" <<'JAVA'
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

public class Finding {

	public static void main(String[] arguments) throws Exception {
		Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
		server.setHandler(new Handler.Abstract() {
			@Override
			public boolean handle(Request request, Response response, Callback callback) {
				response.getHeaders().put("Seen", request.getHeaders().get(arguments[0]));
				callback.succeeded();
				return true;
			}
		});
		server.start();
		int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
		try (Socket socket = new Socket("127.0.0.1", port)) {
			for (String value : List.of("red", "Redwood", "Red", "REDDISH")) {
				System.out.println(arguments[0] + ": " + value + " -> " + seen(socket, arguments[0], value));
			}
		}
		try (Socket socket = new Socket("127.0.0.1", port)) {
			System.out.println("a connection of its own: Redwood -> " + seen(socket, arguments[0], "Redwood"));
		}
		server.stop();
	}

	private static String seen(Socket socket, String name, String value) throws Exception {
		socket.getOutputStream()
			.write(("GET / HTTP/1.1\r\nHost: localhost\r\n" + name + ": " + value + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream()));
		String seen = "";
		for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
			if (line.startsWith("Seen: ")) {
				seen = line.substring(6);
			}
		}
		return seen;
	}

}
JAVA

cd "$folder"
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >&2
javac -cp "$(cat classpath)" -d target src/main/java/Finding.java
for name in Cookie Colour; do
	java -cp "target:$(cat classpath)" Finding "$name" 2>>log
done | tee seen

cat >expected <<'SEEN'
Cookie: red -> red
Cookie: Redwood -> redwood
Cookie: Red -> red
Cookie: REDDISH -> redDISH
a connection of its own: Redwood -> Redwood
Colour: red -> red
Colour: Redwood -> Redwood
Colour: Red -> Red
Colour: REDDISH -> REDDISH
a connection of its own: Redwood -> Redwood
SEEN
diff expected seen && echo "As described, with Jetty $version."
