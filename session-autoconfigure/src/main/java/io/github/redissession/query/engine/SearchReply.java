package io.github.redissession.query.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.redissession.SessionStoreException;

/**
 * A reply of Redis Search: a list, or a map since version 8 and with RESP3.
 *
 * @param total the number of all matches
 * @param rows the fields of each match by name; the key is under {@link #KEY}
 */
record SearchReply(long total, List<Map<String, String>> rows) {

	static final String KEY = "";

	/**
	 * Reads a reply of {@code FT.SEARCH}, in which the fields of a key follow it, or of
	 * {@code FT.AGGREGATE}, which has no keys.
	 */
	static SearchReply of(List<Object> reply) {
		if (!reply.isEmpty() && reply.get(0) instanceof String) {
			return fromMap(reply);
		}
		List<Map<String, String>> rows = new ArrayList<>();
		for (int i = 1; i < reply.size(); i++) {
			if (!(reply.get(i) instanceof List<?> fields)) {
				rows.add(new HashMap<>(Map.of(KEY, reply.get(i).toString())));
			}
			else if (i == 1 || reply.get(i - 1) instanceof List<?>) {
				rows.add(fields(fields));
			}
			else {
				rows.get(rows.size() - 1).putAll(fields(fields));
			}
		}
		return new SearchReply((!reply.isEmpty() && reply.get(0) instanceof Number total) ? total.longValue() : 0,
				rows);
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
						throw new SessionStoreException("Redis Search returned a partial result: " + warnings.get(0));
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
				fields.putAll(fields(values));
			}
		}
		return fields;
	}

	/**
	 * Reads names and values that alternate, as in a reply of {@code FT.INFO}.
	 */
	static Map<String, String> fields(List<?> fields) {
		Map<String, String> map = new HashMap<>();
		for (int i = 0; i + 1 < fields.size(); i += 2) {
			map.put(fields.get(i).toString(), fields.get(i + 1).toString());
		}
		return map;
	}

}
