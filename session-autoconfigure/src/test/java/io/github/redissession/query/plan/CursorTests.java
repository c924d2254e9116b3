package io.github.redissession.query.plan;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.redissession.query.SessionQuery;
import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Cursors, which any client may forge.
 */
class CursorTests {

	private static final SessionQuery QUERY = SessionQuery.where("sku").is("apple");

	@Test
	void aCursorComesBack() {
		Position position = new Position(-5, "AAAAAAAAAAAAAAAAAAAAAA");
		String text = Cursor.write(QUERY, SessionSort.NEWEST_FIRST, 2, 17, position);
		Cursor cursor = Cursor.read(text, QUERY, SessionSort.NEWEST_FIRST);
		assertThat(cursor).isNotNull();
		assertThat(cursor.position()).isEqualTo(position);
		assertThat(cursor.total()).isEqualTo(17);
		assertThat(cursor.accessPath()).isEqualTo(2);
		assertThat(Cursor.read(null, QUERY, SessionSort.NEWEST_FIRST)).isNull();
	}

	@Test
	void aForeignOrForgedCursorIsRefused() {
		String text = Cursor.write(QUERY, SessionSort.NEWEST_FIRST, 0, 1, new Position(1, "a"));
		refused(text, SessionQuery.where("sku").is("pear"), SessionSort.NEWEST_FIRST);
		refused(text, QUERY, SessionSort.OLDEST_FIRST);
		String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
		for (String forged : List.of("", "x", "%", "a".repeat(5000), "é", encoded(plain.replace(".a", ".*")),
				encoded(plain.replace(".1.a", ".99999999999999999999.a")), encoded(plain + "\n"),
				encoded(plain.replace(".a", ".a\0")), encoded("2" + plain.substring(1)))) {
			refused(forged, QUERY, SessionSort.NEWEST_FIRST);
		}
	}

	private static String encoded(String text) {
		return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void refused(String text, SessionQuery query, SessionSort sort) {
		assertThatExceptionOfType(SessionQueryException.class).as(text)
			.isThrownBy(() -> Cursor.read(text, query, sort))
			.withMessageContaining("begin with the first page");
	}

}
