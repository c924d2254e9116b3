package io.github.redissession.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.redissession.spi.SaveResult;

/**
 * The reply of {@code save.lua}.
 *
 * @param result the result of the save
 * @param before the previous values of those fields by which the session can be found and
 * which the save has written; {@code null} if a field did not exist
 */
record SaveReply(SaveResult result, Map<String, @Nullable String> before) {

	private static final SaveReply SAVED = new SaveReply(SaveResult.SAVED, Map.of());

	static SaveReply of(List<byte[]> reply) {
		if (reply.size() == 1 && reply.get(0)[0] == '1') {
			return SAVED;
		}
		Map<String, @Nullable String> before = new HashMap<>();
		SessionHash.fields(reply, 1)
			.forEach((name, value) -> before.put(name, (value.length > 0) ? SessionHash.string(value) : null));
		return new SaveReply(switch (SessionHash.string(reply.get(0))) {
			case "1" -> SaveResult.SAVED;
			case "2" -> SaveResult.CONFLICT;
			default -> SaveResult.GONE;
		}, before);
	}

	/**
	 * Whether the session had the expected values.
	 * @param known the details that it was expected to have
	 */
	boolean isAsKnown(Map<String, String> known) {
		return this.before.entrySet()
			.stream()
			.allMatch((one) -> Objects.equals(one.getValue(), known.get(one.getKey())));
	}

}
