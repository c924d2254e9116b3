package io.github.redissession.web.contract;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forwards, includes, errors, redirects and filters.
 */
interface DispatchContract extends SiteContract {

	Handler WRITE = (exchange) -> exchange.write("hi");

	Handler SHOP = (exchange) -> exchange.session().setAttribute("cart", "pears");

	/** Expects a cookie whose session holds pears. */
	default Answer assertPears(Visitor visitor, Answer answer) {
		assertThat(answer.cookies()).hasSize(1);
		assertThat(cart(visitor)).isEqualTo("pears");
		return answer;
	}

	@Test
	default void aSessionThatBeginsBeforeAForwardHasACookie() {
		Visitor visitor = stranger();
		Answer answer = assertPears(visitor, visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			exchange.forward(WRITE);
		}));
		assertThat(answer.body()).isEqualTo("hi");
	}

	@Test
	default void aSessionThatBeginsInAForwardHasACookie() {
		Visitor visitor = stranger();
		assertPears(visitor, visitor.visit((exchange) -> exchange.forward(SHOP)));
	}

	@Test
	default void anIdThatChangesBeforeAForwardHasACookie() {
		Visitor visitor = customer();
		assertPears(visitor, visitor.visit((exchange) -> {
			exchange.request().changeSessionId();
			exchange.forward(SHOP);
		}));
	}

	@Test
	default void aForwardByTheContextKeepsTheCookie() {
		Visitor visitor = stranger();
		String target = site().handlers().add(WRITE);
		assertPears(visitor, visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			exchange.request()
				.getServletContext()
				.getRequestDispatcher(target)
				.forward(exchange.request(), exchange.response());
		}));
	}

	@Test
	default void aForwardSeesTheSession() {
		assertThat(said(customer(),
				(exchange) -> exchange.forward((target) -> target.say(target.session().getAttribute("cart")))))
			.isEqualTo("apples");
	}

	@Test
	default void aSessionThatBeginsBeforeAnIncludeHasACookie() {
		Visitor visitor = stranger();
		assertPears(visitor, visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			exchange.include(WRITE);
			exchange.write("!");
		}));
	}

	@Test
	default void aSessionThatBeginsInAnIncludeHasACookie() {
		Visitor visitor = stranger();
		assertPears(visitor, visitor.visit((exchange) -> {
			exchange.write("a");
			exchange.include(SHOP);
			exchange.write("b");
		}));
	}

	@Test
	default void anIdThatChangesInAnIncludeHasACookie() {
		Visitor visitor = customer();
		assertPears(visitor, visitor.visit((exchange) -> exchange.include((target) -> {
			target.request().changeSessionId();
			SHOP.handle(target);
		})));
	}

	@Test
	default void whatAnIncludeAndItsCallerSetIsKept() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> {
			exchange.include((target) -> target.session().setAttribute("a", "1"));
			exchange.include((target) -> target.session().setAttribute("b", "2"));
			exchange.session().setAttribute("c", "3");
		});
		assertThat(said(visitor,
				(exchange) -> exchange.say("" + exchange.session().getAttribute("a")
						+ exchange.session().getAttribute("b") + exchange.session().getAttribute("c"))))
			.isEqualTo("123");
	}

	@Test
	default void aSessionThatBeginsBeforeAnErrorHasACookie() {
		Visitor visitor = stranger();
		site().handlers().onError(WRITE);
		Answer answer = assertPears(visitor, visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			exchange.response().sendError(404);
		}));
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.body()).isEqualTo("hi");
	}

	@Test
	default void aSessionThatBeginsBeforeAnExceptionHasACookie() {
		Visitor visitor = stranger();
		site().handlers().onError(WRITE);
		Answer answer = assertPears(visitor, visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			throw new OnPurpose();
		}));
		assertThat(answer.status()).isEqualTo(500);
	}

	@Test
	default void anErrorPageSeesTheSession() {
		site().handlers().onError((page) -> page.say(page.session().getAttribute("cart")));
		assertThat(said(customer(), (exchange) -> exchange.response().sendError(403))).isEqualTo("apples");
		assertThat(said(customer(), (exchange) -> {
			exchange.session();
			throw new OnPurpose();
		})).isEqualTo("apples");
	}

	@Test
	default void aSessionThatBeginsInAnErrorPageHasACookie() {
		Visitor visitor = stranger();
		site().handlers().onError(SHOP);
		assertPears(visitor, visitor.visit((exchange) -> exchange.response().sendError(404)));
	}

	@Test
	default void anIdThatChangesBeforeAnErrorHasACookie() {
		Visitor visitor = customer();
		site().handlers().onError(SHOP);
		assertPears(visitor, visitor.visit((exchange) -> {
			exchange.request().changeSessionId();
			exchange.response().sendError(404);
		}));
	}

	@Test
	default void aRedirectHasTheCookieAndItsTargetTheSession() {
		Visitor visitor = stranger();
		Answer answer = assertPears(visitor, visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			exchange.response().sendRedirect("/on/somewhere");
		}));
		assertThat(answer.status()).isEqualTo(302);
	}

	@Test
	default void whatIsSetAfterARedirectIsKept() {
		Visitor visitor = customer();
		visitor.visit((exchange) -> {
			exchange.response().sendRedirect("/on/somewhere");
			SHOP.handle(exchange);
		});
		assertThat(cart(visitor)).isEqualTo("pears");
	}

	@Test
	default void aSessionCannotBeginAfterARedirect() {
		assertThat(said(stranger(), (exchange) -> {
			exchange.response().sendRedirect("/on/somewhere");
			exchange.say(Exchange.outcome(() -> exchange.session().isNew()));
		})).isEqualTo("IllegalStateException");
	}

	@Test
	default void aResetOfTheResponse() {
		Visitor visitor = stranger();
		Answer answer = visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			exchange.response().reset();
			exchange.write("hi");
		});
		assertThat(answer.cookies().isEmpty() ? "no cookie" : "a cookie").isEqualTo(answer(Deviation.RESET));
	}

	@Test
	default void aResetOfTheBufferKeepsTheCookie() {
		Visitor visitor = stranger();
		assertPears(visitor, visitor.visit((exchange) -> {
			SHOP.handle(exchange);
			exchange.response().resetBuffer();
			exchange.write("hi");
		}));
	}

	@Test
	default void aFilterMayWrapTheRequest() {
		Visitor visitor = stranger();
		assertPears(visitor,
				visitor.visit(
						site().handlers()
							.add((request, response, chain) -> chain
								.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request), response),
									SHOP)));
	}

	@Test
	default void aFilterMayKeepTheResponseBack() {
		Visitor visitor = stranger();
		Filter buffering = (request, response, chain) -> {
			Buffered buffered = new Buffered((HttpServletResponse) response);
			chain.doFilter(request, buffered);
			buffered.release();
		};
		Answer answer = assertPears(visitor, visitor.visit(site().handlers().add(buffering, (exchange) -> {
			SHOP.handle(exchange);
			exchange.write("x".repeat(100_000));
			exchange.response().flushBuffer();
		})));
		assertThat(answer.body()).hasSize(100_000);
	}

	@Test
	default void aSessionMayBeginInAFilterAfterTheServlet() {
		Visitor visitor = stranger();
		assertPears(visitor, visitor.visit(site().handlers().add((request, response, chain) -> {
			chain.doFilter(request, response);
			((HttpServletRequest) request).getSession().setAttribute("cart", "pears");
		}, WRITE)));
	}

	@Test
	default void aFilterThatAnswersItselfBeginsASession() {
		Visitor visitor = stranger();
		assertPears(visitor, visitor.visit(site().handlers().add((request, response, chain) -> {
			((HttpServletRequest) request).getSession().setAttribute("cart", "pears");
			((HttpServletResponse) response).setStatus(204);
		}, WRITE)));
	}

	/** A response that is written when its filter says so. */
	final class Buffered extends HttpServletResponseWrapper {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private final PrintWriter writer = new PrintWriter(this.bytes, false, StandardCharsets.UTF_8);

		Buffered(HttpServletResponse response) {
			super(response);
		}

		@Override
		public PrintWriter getWriter() {
			return this.writer;
		}

		@Override
		public ServletOutputStream getOutputStream() {
			return new ServletOutputStream() {

				@Override
				public void write(int b) {
					Buffered.this.bytes.write(b);
				}

				@Override
				public boolean isReady() {
					return true;
				}

				@Override
				public void setWriteListener(WriteListener listener) {
					throw new UnsupportedOperationException();
				}

			};
		}

		@Override
		public void flushBuffer() {
			this.writer.flush();
		}

		private void release() throws java.io.IOException {
			this.writer.flush();
			getResponse().getOutputStream().write(this.bytes.toByteArray());
		}

	}

}
