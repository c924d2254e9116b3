package io.github.redissession.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface. They lie below the ports that the system assigns
 * to clients, so a port stays free while its server is down, and a client that reconnects
 * cannot connect to itself. The port plus 10000, which a cluster node uses too, is free
 * as well.
 */
public final class FreePort {

	private static final int FIRST = 10_000;

	private static final int CLUSTER_BUS = 10_000;

	private FreePort() {
	}

	public static int find() {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST + CLUSTER_BUS);
			if (isFree(port) && isFree(port + CLUSTER_BUS)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port between " + FIRST + " and " + (FIRST + CLUSTER_BUS));
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
