package io.github.redissession.codec;

import java.util.List;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.spi.SessionAttributeCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The example of the documentation: Protocol Buffers beside the configured format.
 */
class ProtobufTests {

	private static final Struct CART = Struct.newBuilder()
		.putFields("owner", Value.newBuilder().setStringValue("ann").build())
		.putFields("count", Value.newBuilder().setNumberValue(3).build())
		.build();

	private final EnvelopeCodec codec = new EnvelopeCodec(
			CodecSettings.of(List.of(), ProtobufTests.class.getClassLoader())
				.withCodecs(List.of(new ProtobufAttributeCodec())));

	@Test
	void aMessageIsKeptAsProtocolBuffersAndTheRestAsJson() {
		byte[] bytes = this.codec.encode("cart", CART);
		assertThat(bytes).hasSize(2 + "protobuf.Struct".length() + CART.getSerializedSize());
		assertThat(this.codec.decode("cart", bytes)).isEqualTo(CART);
		assertThat(this.codec.encode("cart", "text")).asString().isEqualTo("\"text\"");
	}

	@Test
	void aDamagedMessageIsRefused() {
		byte[] bytes = this.codec.encode("cart", CART);
		bytes[bytes.length - 1] ^= 0x7f;
		bytes[19] = 0x7f;
		assertThatExceptionOfType(AttributeNotReadableException.class)
			.isThrownBy(() -> this.codec.decode("cart", bytes));
	}

	/**
	 * Writes one class of messages.
	 */
	private static final class ProtobufAttributeCodec implements SessionAttributeCodec {

		@Override
		public String name() {
			return "protobuf.Struct";
		}

		@Override
		public boolean supports(Class<?> type) {
			return type == Struct.class;
		}

		@Override
		public byte[] encode(Object value) {
			return ((Struct) value).toByteArray();
		}

		@Override
		public Object decode(byte[] bytes) {
			try {
				return Struct.parseFrom(bytes);
			}
			catch (InvalidProtocolBufferException ex) {
				throw new IllegalArgumentException(ex);
			}
		}

	}

}
