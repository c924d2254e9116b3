package io.github.redissession.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ldap.core.DirContextAdapter;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.CredentialsContainer;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.ldap.userdetails.InetOrgPerson;
import org.springframework.security.ldap.userdetails.LdapAuthority;
import org.springframework.security.ldap.userdetails.LdapUserDetailsImpl;
import org.springframework.security.ldap.userdetails.Person;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user from a directory is stored as the principal of a login.
 */
class LdapUserTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of("com.example"),
			LdapUserTests.class.getClassLoader());

	static List<UserDetails> users() {
		DirContextAdapter entry = new DirContextAdapter("uid=joe,ou=people,dc=example,dc=com");
		Map.of("uid", "joe", "sn", "Doe", "mail", "joe@example.com", "userPassword", "{SHA}hash", "o", "Example")
			.forEach(entry::setAttributeValue);
		entry.setAttributeValues("cn", new String[] { "Joe", "Joe Doe" });
		return List.of(user(new LdapUserDetailsImpl.Essence(entry)), user(new Person.Essence(entry)),
				user(new InetOrgPerson.Essence(entry)));
	}

	private static UserDetails user(LdapUserDetailsImpl.Essence essence) {
		essence.setUsername("joe");
		essence.setPassword("{SHA}hash");
		essence.setAuthorities(List.of(new SimpleGrantedAuthority("ROLE_A"),
				new LdapAuthority("ROLE_B", "cn=b,dc=example", Map.of("cn", List.of("b")))));
		return essence.createUserDetails();
	}

	@ParameterizedTest
	@EnumSource
	void comesBackWithEveryField(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(SETTINGS.withFormats(format));
		for (UserDetails user : users()) {
			UsernamePasswordAuthenticationToken login = UsernamePasswordAuthenticationToken.authenticated(user,
					"password", user.getAuthorities());
			login.eraseCredentials();
			byte[] bytes = codec.encode("a", new SecurityContextImpl(login));
			assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("{SHA}", "\"password\":\"p");
			SecurityContextImpl read = (SecurityContextImpl) codec.decode("a", bytes);
			assertThat(read.getAuthentication()).isEqualTo(login);
			assertThat(read.getAuthentication().getPrincipal()).isExactlyInstanceOf(user.getClass())
				.isInstanceOf(CredentialsContainer.class)
				.usingRecursiveComparison()
				.isEqualTo(user);
		}
	}

}
