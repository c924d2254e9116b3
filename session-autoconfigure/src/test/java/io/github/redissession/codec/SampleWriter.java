package io.github.redissession.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes the samples in a JVM of its own, one file each.
 */
final class SampleWriter {

	private SampleWriter() {
	}

	public static void main(String[] args) throws IOException {
		EnvelopeCodec codec = new EnvelopeCodec(
				CodecSettings.of(List.of(SampleWriter.class.getPackageName()), SampleWriter.class.getClassLoader()));
		Map<String, Object> samples = new LinkedHashMap<>(JdkSamples.all());
		samples.putAll(Shop.all());
		if (args[1].equals("security")) {
			samples.putAll(SecuritySamples.all());
		}
		for (Map.Entry<String, Object> sample : samples.entrySet()) {
			Files.write(Path.of(args[0], sample.getKey()), codec.encode(sample.getKey(), sample.getValue()));
		}
	}

}
