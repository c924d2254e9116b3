package io.github.redissession.codec;

import java.util.Locale;

/**
 * A locale as its BCP 47 tag, or as language, country and variant if it has no exact tag.
 */
final class LocaleText {

	private LocaleText() {
	}

	static String write(Locale locale) {
		String tag = locale.toLanguageTag();
		if (Locale.forLanguageTag(tag).equals(locale)) {
			return tag;
		}
		String parts = locale.getLanguage() + "_" + locale.getCountry() + "_" + locale.getVariant();
		if (!read(parts).equals(locale)) {
			throw UnfitTypeException.because(Locale.class, "has parts that cannot be read back");
		}
		return parts;
	}

	static Locale read(String text) {
		if (text.indexOf('_') < 0) {
			return Locale.forLanguageTag(text);
		}
		String[] parts = text.split("_", 3);
		return new Locale(parts[0], parts[1], parts[2]);
	}

}
