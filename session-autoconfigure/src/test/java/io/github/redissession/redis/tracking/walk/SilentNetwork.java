package io.github.redissession.redis.tracking.walk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Can make the connections that are open fall silent: nothing arrives on either side, and
 * neither side is told. Those that are opened later work.
 */
final class SilentNetwork implements NettyCustomizer {

	private final AtomicInteger silences = new AtomicInteger();

	/**
	 * Makes all connections fall silent.
	 */
	CompletionStage<String> silence() {
		this.silences.incrementAndGet();
		return CompletableFuture.completedFuture("silent");
	}

	@Override
	public void afterChannelInitialized(Channel channel) {
		channel.pipeline().addFirst(new Wire(this.silences.get()));
	}

	/** One connection, which lasts until the next silence. */
	private final class Wire extends ChannelDuplexHandler {

		private final int opened;

		Wire(int opened) {
			this.opened = opened;
		}

		private boolean isSilent() {
			return SilentNetwork.this.silences.get() != this.opened;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (isSilent()) {
				ReferenceCountUtil.release(message);
			}
			else {
				context.fireChannelRead(message);
			}
		}

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			if (isSilent()) {
				ReferenceCountUtil.release(message);
				promise.setSuccess();
			}
			else {
				context.write(message, promise);
			}
		}

	}

}
