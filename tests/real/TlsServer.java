// TlsServer.java STORE PROTOCOL...: serves "200 OK" with Java's HttpsServer, by these versions of TLS or, without one, by
// those that are the default. "required" among them requires a certificate of the client. It reads the certificate and
// its key from STORE, a PKCS 12 file with the password "aupair", prints "listening PORT", and exits when its stdin ends.
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

public class TlsServer {
  static SSLContext context(String store) throws Exception {
    char[] password = "aupair".toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(new File(store), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> protocols = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
    boolean required = protocols.remove("required");
    InetAddress address = InetAddress.getByName("127.0.0.1");
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(arguments[0])) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters settings = getSSLContext().getDefaultSSLParameters();
        if (!protocols.isEmpty()) settings.setProtocols(protocols.toArray(new String[0]));
        settings.setNeedClientAuth(required);
        parameters.setSSLParameters(settings);
      }
    });
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    System.out.println("listening " + server.getAddress().getPort());
    while (System.in.read() >= 0) {
    }
    System.exit(0);
  }
}
