package io.github.redissession.web.contract;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asynchronous requests, with and without a dispatch, and streams of events.
 */
interface AsyncContract extends SiteContract {

	/** A handler that answers on another thread and completes. */
	static Handler later(Handler handler) {
		return (exchange) -> {
			AsyncContext context = exchange.request().startAsync(exchange.request(), exchange.response());
			CompletableFuture.runAsync(() -> {
				try {
					handler.handle(exchange);
				}
				catch (Exception ex) {
					exchange.say(ex);
				}
				context.complete();
			});
		};
	}

	@Test
	default void theContextOfARequestThatBecomesAsynchronousKnowsTheSession() {
		assertThat(said(customer(), (exchange) -> {
			AsyncContext context = exchange.request().startAsync();
			HttpServletRequest request = (HttpServletRequest) context.getRequest();
			exchange
				.say((request.getSession(false) != null) ? request.getSession().getAttribute("cart") : "no session");
			context.complete();
		})).isEqualTo("apples");
	}

	@Test
	default void theContextKnowsTheSessionOfTheRequestThatItWasGiven() {
		assertThat(said(customer(), (exchange) -> {
			AsyncContext context = exchange.request().startAsync(exchange.request(), exchange.response());
			exchange.say(((HttpServletRequest) context.getRequest()).getSession().getAttribute("cart"));
			context.complete();
		})).isEqualTo("apples");
	}

	@Test
	default void anAttributeThatIsSetOnAnotherThreadIsKept() {
		Visitor visitor = customer();
		visitor.visit(later((exchange) -> exchange.session().setAttribute("cart", "pears")));
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void anAttributeThatIsSetOnAnotherThreadAfterTheServletHasReturnedIsKept() {
		Visitor visitor = customer();
		visitor.visit(later((exchange) -> {
			exchange.session();
			returned(exchange);
			exchange.session().setAttribute("cart", "pears");
		}));
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	/** Waits until a container has left its filters, which it does not tell. */
	private static void returned(Exchange exchange) throws InterruptedException {
		CompletableFuture<Void> nothing = new CompletableFuture<>();
		nothing.completeOnTimeout(null, 100, java.util.concurrent.TimeUnit.MILLISECONDS).join();
	}

	@Test
	default void aSessionThatBeginsBeforeAnotherThreadAnswersHasACookie() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "pears");
			later((late) -> late.write("hi")).handle(exchange);
		});
		assertThat(answer.cookies()).hasSize(1);
		assertThat(answer.body()).isEqualTo("hi");
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void aSessionMayBeginOnAnotherThread() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit(later((exchange) -> {
			returned(exchange);
			exchange.session().setAttribute("cart", "pears");
		}));
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	/** The container may use the response for another client by then. */
	@Test
	default void aSessionThatIsUsedAfterItsRequestLeavesOtherResponsesAlone() {
		for (boolean flushed : new boolean[] { true, false }) {
			List<HttpSession> kept = new CopyOnWriteArrayList<>();
			Visitor visitor = stranger();
			visitor.visit(later((exchange) -> {
				returned(exchange);
				exchange.session().setAttribute("cart", "pears");
				if (flushed) {
					exchange.response().flushBuffer();
				}
				kept.add(exchange.session());
			}));
			Answer answer = stranger().visit((exchange) -> kept.get(0).setAttribute("cart", "plums"));
			assertThat(answer.cookies()).isEmpty();
			assertThat(cart(visitor)).isEqualTo("plums");
		}
	}

	@Test
	default void anIdMayChangeOnAnotherThread() {
		Visitor visitor = customer();
		Answer answer = visitor.visit(later((exchange) -> {
			returned(exchange);
			exchange.request().changeSessionId();
		}));
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("apples");
	}

	@Test
	default void aDispatchSeesTheSession() {
		assertThat(said(customer(), (exchange) -> {
			if (exchange.request().getDispatcherType() == DispatcherType.ASYNC) {
				exchange.say(exchange.session().getAttribute("cart"));
			}
			else {
				exchange.session();
				exchange.request().startAsync().dispatch();
			}
		})).isEqualTo("apples");
	}

	@Test
	default void aSessionMayBeginInADispatch() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			AsyncContext context = exchange.request().startAsync();
			String target = exchange.handlers().add((dispatched) -> dispatched.session().setAttribute("cart", "pears"));
			CompletableFuture.runAsync(() -> context.dispatch(target));
		});
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void aSessionThatBeginsBeforeADispatchHasACookie() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "pears");
			exchange.request().startAsync().dispatch(exchange.handlers().add((dispatched) -> dispatched.write("hi")));
		});
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void anIdMayChangeInADispatch() {
		Visitor visitor = customer();
		Answer answer = visitor.visit((exchange) -> exchange.request()
			.startAsync()
			.dispatch(exchange.handlers().add((dispatched) -> dispatched.request().changeSessionId())));
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("apples");
	}

	@Test
	default void aTimeoutSeesTheSession() {
		Visitor visitor = customer();
		Answer answer = visitor.visit((exchange) -> {
			AsyncContext context = exchange.request().startAsync(exchange.request(), exchange.response());
			context.setTimeout(100);
			context.addListener(new AtTimeout(() -> {
				exchange.say(exchange.session().getAttribute("cart"));
				exchange.session().setAttribute("cart", "pears");
				context.complete();
			}));
		});
		assertThat(answer.only()).isEqualTo("apples");
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void aTimeoutWithoutAListenerKeepsTheSession() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			exchange.session().setAttribute("cart", "pears");
			exchange.request().startAsync().setTimeout(100);
		});
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void aStreamOfEventsUsesTheSession() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			exchange.response().setContentType("text/event-stream");
			exchange.session().setAttribute("cart", "0");
			later((stream) -> {
				for (int i = 1; i <= 3; i++) {
					stream.write("data: " + i + "\n\n");
					stream.response().flushBuffer();
					stream.session().setAttribute("cart", "" + i);
				}
			}).handle(exchange);
		});
		assertThat(answer.cookies()).hasSize(1);
		assertThat(answer.body()).isEqualTo("data: 1\n\ndata: 2\n\ndata: 3\n\n");
		assertThat(cart(visitor)).isEqualTo("3");
	}

	@Test
	default void aSessionMayEndInAStreamOfEvents() {
		Visitor visitor = customer();
		visitor.visit(later((stream) -> {
			stream.response().flushBuffer();
			stream.session().invalidate();
		}));
		assertThat(cart(visitor)).isEqualTo("no session");
	}

	/** Does something when a request has taken too long. */
	record AtTimeout(Runnable action) implements AsyncListener {

		@Override
		public void onTimeout(AsyncEvent event) {
			this.action.run();
		}

		@Override
		public void onComplete(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
