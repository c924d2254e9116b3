package io.github.redissession.query.plan;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSort;

/**
 * Where a page ended. Clients hold cursors, so nothing in one is trusted: a forged cursor
 * can only select another position in the result of the same query, or another total.
 *
 * @param accessPath the access path of the query's plan
 * @param total the number of matching sessions when the first page was read
 * @param position the position of the last session on the page
 */
public record Cursor(int accessPath, long total, Position position) {

	private static final Pattern TEXT = Pattern
		.compile("1\\.(\\d{1,10})\\.(\\d{1,3})\\.(\\d{1,15})\\.(-?\\d{1,18})\\.([A-Za-z0-9_-]{1,128})");

	private static final int LONGEST = 400;

	/**
	 * Reads a cursor.
	 * @param text the text of the cursor, {@code null} for the first page
	 * @return the cursor, {@code null} for the first page
	 * @throws SessionQueryException if it belongs to another query or order, or is
	 * invalid
	 */
	public static @Nullable Cursor read(@Nullable String text, SessionQuery query, SessionSort sort) {
		if (text == null) {
			return null;
		}
		Matcher matcher = TEXT.matcher(decode(text));
		if (matcher.matches() && Long.parseLong(matcher.group(1)) == checksum(query, sort)) {
			return new Cursor(Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)),
					new Position(Long.parseLong(matcher.group(4)), matcher.group(5)));
		}
		throw new SessionQueryException(
				"The cursor does not belong to this query in this order: begin with the first page");
	}

	private static String decode(String text) {
		try {
			return (text.length() > LONGEST) ? ""
					: new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	/**
	 * Writes a cursor.
	 */
	public static String write(SessionQuery query, SessionSort sort, int accessPath, long total, Position position) {
		String text = "1.%d.%d.%d.%d.%s".formatted(checksum(query, sort), accessPath, total, position.key(),
				position.id());
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static long checksum(SessionQuery query, SessionSort sort) {
		CRC32 checksum = new CRC32();
		checksum.update((query + " " + sort).getBytes(StandardCharsets.UTF_8));
		return checksum.getValue();
	}

}
