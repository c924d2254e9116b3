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
 * Cursors, which come from anybody.
 */
class CursorTests {

	private static final Condition CONDITION = SessionQuery.where("sku").is("apple").condition();

	@Test
	void aCursorComesBack() {
		Position position = new Position(-5, "AAAAAAAAAAAAAAAAAAAAAA");
		String text = Cursor.write(CONDITION, SessionSort.NEWEST_FIRST, 2, 17, position);
		Cursor cursor = Cursor.read(text, CONDITION, SessionSort.NEWEST_FIRST);
		assertThat(cursor).isNotNull();
		assertThat(cursor.position()).isEqualTo(position);
		assertThat(cursor.total()).isEqualTo(17);
		assertThat(cursor.way()).isEqualTo(2);
		assertThat(Cursor.read(null, CONDITION, SessionSort.NEWEST_FIRST)).isNull();
	}

	@Test
	void oneOfAnotherQuestionOrNoneAtAllIsRefused() {
		String text = Cursor.write(CONDITION, SessionSort.NEWEST_FIRST, 0, 1, new Position(1, "a"));
		refused(text, SessionQuery.where("sku").is("pear").condition(), SessionSort.NEWEST_FIRST);
		refused(text, CONDITION, SessionSort.OLDEST_FIRST);
		String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
		for (String forged : List.of("", "x", "%", "a".repeat(5000), "é", encoded(plain.replace(".a", ".*")),
				encoded(plain.replace(".1.a", ".99999999999999999999.a")), encoded(plain + "\n"),
				encoded(plain.replace(".a", ".a\0")), encoded("2" + plain.substring(1)))) {
			refused(forged, CONDITION, SessionSort.NEWEST_FIRST);
		}
	}

	private static String encoded(String text) {
		return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void refused(String text, Condition condition, SessionSort sort) {
		assertThatExceptionOfType(SessionQueryException.class).as(text)
			.isThrownBy(() -> Cursor.read(text, condition, sort))
			.withMessageContaining("begin with the first page");
	}

}
