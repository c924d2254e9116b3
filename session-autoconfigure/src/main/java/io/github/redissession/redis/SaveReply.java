package io.github.redissession.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SaveResult;

/**
 * What {@code save.lua} answers.
 *
 * @param result what became of the change
 * @param before the values by which the session could be found before it, as far as it
 * has changed them; {@code null} for none
 */
record SaveReply(SaveResult result, Map<String, @Nullable String> before) {

	private static final SaveReply UNNOTED = new SaveReply(SaveResult.SAVED, Map.of());

	static SaveReply of(List<byte[]> reply) {
		if (reply.size() == 1 && reply.get(0)[0] == '1') {
			return UNNOTED;
		}
		Map<String, @Nullable String> before = new HashMap<>();
		for (int i = 1; i + 1 < reply.size(); i += 2) {
			String value = SessionHash.string(reply.get(i + 1));
			before.put(SessionHash.string(reply.get(i)), value.isEmpty() ? null : value);
		}
		return new SaveReply(switch (SessionHash.string(reply.get(0))) {
			case "1" -> SaveResult.SAVED;
			case "2" -> SaveResult.CONFLICT;
			default -> SaveResult.GONE;
		}, before);
	}

	/**
	 * Whether the session was found by what it was thought to be found by.
	 * @param known the details that it was thought to have
	 */
	boolean isAsKnown(Map<String, String> known) {
		return this.before.entrySet()
			.stream()
			.allMatch((one) -> Objects.equals(one.getValue(), known.get(one.getKey())));
	}

}
