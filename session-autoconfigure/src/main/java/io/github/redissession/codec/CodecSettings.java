package io.github.redissession.codec;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.redissession.spi.SessionAttributeCodec;
import io.github.redissession.spi.SessionAttributeUpcaster;

/**
 * The settings of an {@link EnvelopeCodec}.
 *
 * @param allowedPackages the packages, including their sub-packages, whose classes a
 * session may contain in addition to the JDK's values and Spring Security's
 * @param classLoader finds these classes
 * @param format the format that is written
 * @param readFormats the formats that are read, in addition to JSON and {@code format}
 * @param typeAliases the current names of classes by their stored names
 * @param upcasters read older versions of classes
 * @param codecs formats that the application defines
 * @param compressAbove the size in bytes above which a value is compressed
 * @param choices other formats of some attributes
 */
public record CodecSettings(Collection<String> allowedPackages, ClassLoader classLoader, AttributeFormat format,
		Set<AttributeFormat> readFormats, Map<String, String> typeAliases, List<SessionAttributeUpcaster> upcasters,
		List<SessionAttributeCodec> codecs, long compressAbove, FormatRules choices) {

	/**
	 * Returns settings that write JSON without compression and read every safe format.
	 * @param allowedPackages the packages whose classes a session may contain
	 * @param classLoader finds these classes
	 * @return the settings
	 */
	public static CodecSettings of(Collection<String> allowedPackages, ClassLoader classLoader) {
		return new CodecSettings(allowedPackages, classLoader, AttributeFormat.JSON, AttributeFormat.safe(classLoader),
				Map.of(), List.of(), List.of(), Long.MAX_VALUE, FormatRules.NONE);
	}

	/**
	 * Returns these settings with other formats.
	 * @param written the format that is written
	 * @param read other formats that are read
	 * @return the settings
	 */
	public CodecSettings withFormats(AttributeFormat written, AttributeFormat... read) {
		Set<AttributeFormat> formats = EnumSet.of(written, read);
		return new CodecSettings(this.allowedPackages, this.classLoader, written, formats, this.typeAliases,
				this.upcasters, this.codecs, this.compressAbove, this.choices);
	}

	/**
	 * Returns these settings with the history of classes that have changed.
	 * @param aliases the current names of classes by their stored names
	 * @param versions the upcasters
	 * @return the settings
	 */
	public CodecSettings withSchema(Map<String, String> aliases, List<SessionAttributeUpcaster> versions) {
		return new CodecSettings(this.allowedPackages, this.classLoader, this.format, this.readFormats, aliases,
				versions, this.codecs, this.compressAbove, this.choices);
	}

	/**
	 * Returns these settings with formats that the application defines.
	 * @param own the codecs
	 * @return the settings
	 */
	public CodecSettings withCodecs(List<SessionAttributeCodec> own) {
		return new CodecSettings(this.allowedPackages, this.classLoader, this.format, this.readFormats,
				this.typeAliases, this.upcasters, own, this.compressAbove, this.choices);
	}

	/**
	 * Returns these settings with compression.
	 * @param size the size in bytes above which a value is compressed
	 * @return the settings
	 */
	public CodecSettings withCompressionAbove(long size) {
		return new CodecSettings(this.allowedPackages, this.classLoader, this.format, this.readFormats,
				this.typeAliases, this.upcasters, this.codecs, size, this.choices);
	}

	/**
	 * Returns these settings with other formats of some attributes.
	 * @param rules the attributes and their formats
	 * @return the settings
	 */
	public CodecSettings withChoices(FormatRules rules) {
		return new CodecSettings(this.allowedPackages, this.classLoader, this.format, this.readFormats,
				this.typeAliases, this.upcasters, this.codecs, this.compressAbove, rules);
	}

}
