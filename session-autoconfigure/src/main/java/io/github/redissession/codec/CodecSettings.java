package io.github.redissession.codec;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.redissession.spi.SessionAttributeCodec;
import io.github.redissession.spi.SessionAttributeUpcaster;

/**
 * What an {@link EnvelopeCodec} writes and reads.
 *
 * @param allowedPackages the packages, with their sub-packages, whose classes may stand
 * in a session besides the JDK's values and Spring Security's
 * @param classLoader finds these classes
 * @param format what is written
 * @param readFormats what is read; the format that is written always is
 * @param typeAliases the present names of classes by the names under which they are
 * stored
 * @param upcasters read older versions of classes
 * @param codecs formats of the application's own
 * @param compressAbove the size in bytes above which a value is compressed
 */
public record CodecSettings(Collection<String> allowedPackages, ClassLoader classLoader, AttributeFormat format,
		Set<AttributeFormat> readFormats, Map<String, String> typeAliases, List<SessionAttributeUpcaster> upcasters,
		List<SessionAttributeCodec> codecs, long compressAbove) {

	/**
	 * Settings that write JSON without compression and read whatever is safe to read.
	 * @param allowedPackages whose classes may stand in a session
	 * @param classLoader finds these classes
	 * @return the settings
	 */
	public static CodecSettings of(Collection<String> allowedPackages, ClassLoader classLoader) {
		return new CodecSettings(allowedPackages, classLoader, AttributeFormat.JSON,
				EnvelopeCodec.safeFormats(classLoader), Map.of(), List.of(), List.of(), Long.MAX_VALUE);
	}

	/**
	 * The same settings with other formats.
	 * @param written what is written
	 * @param read what is read besides
	 * @return the settings
	 */
	public CodecSettings withFormats(AttributeFormat written, AttributeFormat... read) {
		Set<AttributeFormat> formats = EnumSet.of(written, read);
		return new CodecSettings(this.allowedPackages, this.classLoader, written, formats, this.typeAliases,
				this.upcasters, this.codecs, this.compressAbove);
	}

	/**
	 * The same settings for classes that have changed.
	 * @param aliases the present names of classes by their stored names
	 * @param versions the upcasters
	 * @return the settings
	 */
	public CodecSettings withSchema(Map<String, String> aliases, List<SessionAttributeUpcaster> versions) {
		return new CodecSettings(this.allowedPackages, this.classLoader, this.format, this.readFormats, aliases,
				versions, this.codecs, this.compressAbove);
	}

	/**
	 * The same settings with formats of the application's own.
	 * @param own the codecs
	 * @return the settings
	 */
	public CodecSettings withCodecs(List<SessionAttributeCodec> own) {
		return new CodecSettings(this.allowedPackages, this.classLoader, this.format, this.readFormats,
				this.typeAliases, this.upcasters, own, this.compressAbove);
	}

	/**
	 * The same settings with compression.
	 * @param size the size in bytes above which a value is compressed
	 * @return the settings
	 */
	public CodecSettings withCompressionAbove(long size) {
		return new CodecSettings(this.allowedPackages, this.classLoader, this.format, this.readFormats,
				this.typeAliases, this.upcasters, this.codecs, size);
	}

}
