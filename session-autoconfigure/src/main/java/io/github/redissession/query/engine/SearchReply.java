package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.redissession.SessionStoreException;

/**
 * An answer of Redis Search: a list, or since version 8 and by RESP3 a map.
 *
 * @param total how many there are in all
 * @param rows what was found, by field; the name of a key under {@link #KEY}
 */
record SearchReply(long total, List<Map<String, String>> rows) {

	static final String KEY = "";

	/**
	 * An answer of {@code FT.SEARCH}.
	 */
	static SearchReply found(List<Object> reply) {
		if (isMap(reply)) {
			return fromMap(reply);
		}
		List<Map<String, String>> rows = new ArrayList<>();
		for (int i = 1; i < reply.size(); i++) {
			Map<String, String> row = new HashMap<>();
			row.put(KEY, reply.get(i).toString());
			if (i + 1 < reply.size() && reply.get(i + 1) instanceof List<?> fields) {
				row.putAll(map(fields));
				i++;
			}
			rows.add(row);
		}
		return new SearchReply(total(reply), rows);
	}

	/**
	 * An answer of {@code FT.AGGREGATE}.
	 */
	static SearchReply groups(List<Object> reply) {
		if (isMap(reply)) {
			return fromMap(reply);
		}
		List<Map<String, String>> rows = new ArrayList<>();
		reply.stream().skip(1).forEach((row) -> rows.add((row instanceof List<?> fields) ? map(fields) : Map.of()));
		return new SearchReply(total(reply), rows);
	}

	/**
	 * What {@code FT.INFO} says.
	 */
	static Map<String, String> info(List<Object> reply) {
		return map(reply);
	}

	private static boolean isMap(List<Object> reply) {
		return !reply.isEmpty() && reply.get(0) instanceof String;
	}

	private static long total(List<Object> reply) {
		return (!reply.isEmpty() && reply.get(0) instanceof Number total) ? total.longValue() : 0;
	}

	private static SearchReply fromMap(List<Object> reply) {
		long total = 0;
		List<Map<String, String>> rows = new ArrayList<>();
		for (int i = 0; i + 1 < reply.size(); i += 2) {
			Object value = reply.get(i + 1);
			switch (reply.get(i).toString()) {
				case "total_results" -> total = (value instanceof Number number) ? number.longValue() : 0;
				case "results" -> {
					if (value instanceof List<?> results) {
						results.forEach((one) -> rows.add((one instanceof List<?> row) ? row(row) : Map.of()));
					}
				}
				case "warning" -> {
					if (value instanceof List<?> warnings && !warnings.isEmpty()) {
						throw new SessionStoreException("Redis Search has answered in part: " + warnings.get(0));
					}
				}
				default -> {
				}
			}
		}
		return new SearchReply(total, rows);
	}

	private static Map<String, String> row(List<?> row) {
		Map<String, String> fields = new HashMap<>();
		for (int i = 0; i + 1 < row.size(); i += 2) {
			if (row.get(i).equals("id")) {
				fields.put(KEY, row.get(i + 1).toString());
			}
			else if (row.get(i + 1) instanceof List<?> values) {
				fields.putAll(map(values));
			}
		}
		return fields;
	}

	private static Map<String, String> map(List<?> fields) {
		Map<String, String> map = new HashMap<>();
		for (int i = 0; i + 1 < fields.size(); i += 2) {
			map.put(fields.get(i).toString(), fields.get(i + 1).toString());
		}
		return map;
	}

}
