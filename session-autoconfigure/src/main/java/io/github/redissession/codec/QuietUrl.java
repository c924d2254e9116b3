package io.github.redissession.codec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

import org.jspecify.annotations.Nullable;

/**
 * Creates {@link URL}s that never query a name server. A plain one does so in
 * {@code hashCode}, so forged bytes with one in a set could make this JVM call out.
 */
final class QuietUrl {

	private QuietUrl() {
	}

	static String write(URL url) {
		requireWeb(url.getProtocol());
		return url.toExternalForm();
	}

	static URL parse(String text) {
		String scheme = text.substring(0, Math.max(0, text.indexOf(':')));
		requireWeb(scheme);
		try {
			return new URL(null, text, new Handler(scheme));
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("Not a web address", ex);
		}
	}

	private static void requireWeb(String scheme) {
		if (!scheme.equals("http") && !scheme.equals("https")) {
			throw UnfitTypeException.because(URL.class, "can be stored only with http or https");
		}
	}

	/**
	 * Leaves everything but the look-up to the JDK's own handler.
	 */
	private static final class Handler extends URLStreamHandler {

		private final int defaultPort;

		Handler(String scheme) {
			this.defaultPort = scheme.equals("http") ? 80 : 443;
		}

		@Override
		protected URLConnection openConnection(URL url) throws IOException {
			return new URL(url.toExternalForm()).openConnection();
		}

		@Override
		protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
			return new URL(url.toExternalForm()).openConnection(proxy);
		}

		@Override
		protected int getDefaultPort() {
			return this.defaultPort;
		}

		@Override
		protected @Nullable InetAddress getHostAddress(URL url) {
			return null;
		}

	}

}
