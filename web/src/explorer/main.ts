// The API's explorer at /api/docs/: an entry of its own, so that the page itself never loads it.
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import './explorer.css';

SwaggerUI({
  url: '/api/schema/',
  dom_id: '#explorer',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  // An access token typed in here goes with the page.
  persistAuthorization: false,
  // Nothing is asked of other servers.
  validatorUrl: null,
});
