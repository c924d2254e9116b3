package com.example.frameworks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was seen in Redis after each response, and the secrets that must not be in it.
 */
final class Ledger {

	private static final Pattern CLASS = Pattern.compile("^\\{\"@([^\"#]+)|^\\x03\\u00ac\\u00ed\\x00\\x05sr\\x00.([\\w.$]+)",
			Pattern.DOTALL);

	private final Redis redis;

	private final Set<String> states = new LinkedHashSet<>();

	private final Map<String, String> secrets = new LinkedHashMap<>();

	private final Map<String, String> largest = new TreeMap<>();

	Ledger(Redis redis) {
		this.redis = redis;
	}

	/** Adds a value that must never be in Redis. */
	synchronized void secret(String what, String value) {
		if (value.length() >= 8) {
			this.secrets.putIfAbsent(value, what);
		}
	}

	synchronized void look() {
		for (byte[] part : this.redis.dump()) {
			this.states.add(new String(part, StandardCharsets.ISO_8859_1));
		}
		for (Map<byte[], byte[]> session : this.redis.sessions()) {
			session.forEach((field, value) -> {
				String name = new String(field, StandardCharsets.UTF_8);
				if (name.startsWith("attr:")) {
					note(name.substring(5), value);
				}
			});
		}
	}

	private void note(String name, byte[] value) {
		Matcher type = CLASS.matcher(new String(value, StandardCharsets.ISO_8859_1));
		String entry = "%7d  %s  %s".formatted(value.length, name,
				type.find() ? (type.group(1) != null) ? type.group(1) : type.group(2) + " (jdk)" : "plain JSON");
		this.largest.merge(name, entry, (one, other) -> (one.compareTo(other) < 0) ? other : one);
	}

	/** Returns a line for each attribute: the largest size in bytes, name and class. */
	List<String> attributes() {
		return List.copyOf(this.largest.values());
	}

	/** Returns a sentence for each secret that was in Redis. */
	synchronized List<String> leaks() {
		List<String> leaks = new ArrayList<>();
		this.secrets.forEach((value, what) -> {
			for (String form : forms(value)) {
				this.states.stream().filter((state) -> state.contains(form)).findFirst().ifPresent((state) -> {
					int at = state.indexOf(form);
					leaks.add(what + " was in Redis, after: "
							+ state.substring(Math.max(0, at - 120), at).replaceAll("[^\\x20-\\x7e]+", "."));
				});
			}
		});
		return leaks;
	}

	private static Set<String> forms(String value) {
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		return new LinkedHashSet<>(List.of(new String(bytes, StandardCharsets.ISO_8859_1),
				Base64.getEncoder().withoutPadding().encodeToString(bytes),
				Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
	}

	synchronized int secretsLookedFor() {
		return this.secrets.size();
	}

}
