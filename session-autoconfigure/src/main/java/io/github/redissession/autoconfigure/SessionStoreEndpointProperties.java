package io.github.redissession.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint 'sessionstore'.
 *
 * @param showValues When values of session attributes are shown.
 * @param roles Roles whose users are shown the values with 'when-authorized'. If empty,
 * all authenticated users are authorized.
 */
@ConfigurationProperties("management.endpoint.sessionstore")
record SessionStoreEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

}
