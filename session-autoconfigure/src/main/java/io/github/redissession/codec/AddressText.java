package io.github.redissession.codec;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;

/**
 * Internet addresses as text, {@code name/address}, written and read without asking a
 * name server: the name is written only if the address already knows it.
 */
final class AddressText {

	private static final int MAX_LENGTH = 1000;

	private static final int NO_SCOPE = -1;

	private AddressText() {
	}

	static void addTo(List<TextScalar<?>> all) {
		all.add(new TextScalar<>("Inet4Address", InetAddress.class, Inet4Address.class, MAX_LENGTH, AddressText::write,
				AddressText::readAddress));
		all.add(new TextScalar<>("Inet6Address", Inet6Address.class, Inet6Address.class, MAX_LENGTH, AddressText::write,
				(text) -> (Inet6Address) readAddress(text)));
		all.add(new TextScalar<>("InetSocketAddress", InetSocketAddress.class, InetSocketAddress.class, MAX_LENGTH,
				AddressText::writeSocket, AddressText::readSocket));
	}

	private static String write(InetAddress address) {
		// toString() is the only way to the name that asks no name server.
		String text = address.toString();
		String name = text.substring(0, text.lastIndexOf('/'));
		String bytes = HexFormat.of().formatHex(address.getAddress());
		String scope = (address instanceof Inet6Address six && six.getScopeId() > 0) ? "%" + six.getScopeId() : "";
		return name + "/" + ((address instanceof Inet4Address) ? address.getHostAddress() : bytes + scope);
	}

	private static InetAddress readAddress(String text) {
		int slash = text.lastIndexOf('/');
		String literal = text.substring(slash + 1);
		String name = (slash > 0) ? text.substring(0, slash) : null;
		try {
			if (literal.indexOf('.') > 0) {
				return InetAddress.getByAddress(name, four(literal));
			}
			int percent = literal.indexOf('%');
			int scope = (percent > 0) ? Integer.parseInt(literal.substring(percent + 1)) : NO_SCOPE;
			String bytes = (percent > 0) ? literal.substring(0, percent) : literal;
			return Inet6Address.getByAddress(name, HexFormat.of().parseHex(bytes), scope);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("Expected an address", ex);
		}
	}

	private static byte[] four(String literal) {
		String[] parts = literal.split("\\.");
		byte[] address = new byte[parts.length];
		for (int i = 0; i < parts.length; i++) {
			int part = Integer.parseInt(parts[i]);
			if (part < 0 || part > 0xff) {
				throw new IllegalArgumentException("Expected an address");
			}
			address[i] = (byte) part;
		}
		return address;
	}

	private static String writeSocket(InetSocketAddress socket) {
		InetAddress address = socket.getAddress();
		return ((address != null) ? write(address) : socket.getHostString()) + ":" + socket.getPort();
	}

	private static InetSocketAddress readSocket(String text) {
		int colon = text.lastIndexOf(':');
		String host = text.substring(0, colon);
		int port = Integer.parseInt(text.substring(colon + 1));
		return (host.indexOf('/') >= 0) ? new InetSocketAddress(readAddress(host), port)
				: InetSocketAddress.createUnresolved(host, port);
	}

}
