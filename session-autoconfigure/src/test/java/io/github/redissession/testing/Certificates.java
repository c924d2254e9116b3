package io.github.redissession.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority and its certificates, created by the JDK's keytool, as key
 * stores for Java and as PEM files for Redis.
 */
public final class Certificates {

	static final String PASSWORD = "changeit";

	private final Path folder;

	/**
	 * Creates an authority.
	 * @param folder an empty folder
	 */
	public Certificates(Path folder) {
		this.folder = folder;
		keytool("-genkeypair", "-alias", "ca", "-keystore", store("ca"), "-dname", "CN=Test authority", "-ext", "bc:c",
				"-keyalg", "EC");
		keytool("-exportcert", "-rfc", "-alias", "ca", "-keystore", store("ca"), "-file", path("ca.crt").toString());
		keytool("-importcert", "-noprompt", "-alias", "ca", "-keystore", store("trust"), "-file",
				path("ca.crt").toString());
	}

	/**
	 * Issues a certificate for this machine.
	 * @param name the name of its files
	 * @param options further options of keytool, for example {@code -startdate -30d}
	 * @return these certificates
	 */
	public Certificates issue(String name, String... options) {
		keytool("-genkeypair", "-alias", name, "-keystore", store(name), "-dname", "CN=" + name, "-keyalg", "EC");
		keytool("-certreq", "-alias", name, "-keystore", store(name), "-file", path(name + ".csr").toString());
		List<String> sign = new ArrayList<>(List.of("-gencert", "-rfc", "-alias", "ca", "-keystore", store("ca"),
				"-infile", path(name + ".csr").toString(), "-outfile", path(name + ".crt").toString(), "-ext",
				"san=ip:127.0.0.1,dns:localhost"));
		sign.addAll(List.of(options));
		keytool(sign.toArray(String[]::new));
		keytool("-importcert", "-noprompt", "-alias", "ca", "-keystore", store(name), "-file",
				path("ca.crt").toString());
		keytool("-importcert", "-noprompt", "-alias", name, "-keystore", store(name), "-file",
				path(name + ".crt").toString());
		writeKey(name);
		return this;
	}

	private void writeKey(String name) {
		try (InputStream in = Files.newInputStream(Path.of(store(name)))) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(in, PASSWORD.toCharArray());
			byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
			Files.writeString(path(name + ".key"), pem("PRIVATE KEY", key));
			StringBuilder chain = new StringBuilder();
			for (Certificate certificate : keys.getCertificateChain(name)) {
				chain.append(pem("CERTIFICATE", certificate.getEncoded()));
			}
			Files.writeString(path(name + ".crt"), chain);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type,
				Base64.getMimeEncoder().encodeToString(content), type);
	}

	/**
	 * Returns the arguments with which a server accepts TLS clients that have a
	 * certificate of this authority.
	 * @param name the server's certificate
	 * @param port the port for TLS
	 * @return arguments for {@link RedisServer#start}
	 */
	public String[] serverArguments(String name, int port) {
		return new String[] { "--tls-port", String.valueOf(port), "--tls-cert-file", path(name + ".crt").toString(),
				"--tls-key-file", path(name + ".key").toString(), "--tls-ca-cert-file", path("ca.crt").toString(),
				"--tls-auth-clients", "yes" };
	}

	/**
	 * Returns the properties with which an application presents a certificate and trusts
	 * this authority.
	 * @param name the client's certificate
	 * @return {@code name=value} pairs
	 */
	public String[] springProperties(String name) {
		return new String[] { "spring.ssl.bundle.jks.redis.keystore.location=file:" + store(name),
				"spring.ssl.bundle.jks.redis.keystore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.redis.keystore.type=PKCS12", "spring.ssl.bundle.jks.redis.key.alias=" + name,
				"spring.ssl.bundle.jks.redis.truststore.location=file:" + store("trust"),
				"spring.ssl.bundle.jks.redis.truststore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.redis.truststore.type=PKCS12", "spring.data.redis.ssl.bundle=redis" };
	}

	private String store(String name) {
		return path(name + ".p12").toString();
	}

	private Path path(String name) {
		return this.folder.resolve(name);
	}

	private static void keytool(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-storepass", PASSWORD));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes());
			if (process.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
