export interface paths {
  '/api/admin/audit/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The audit log, newest first. For platform admins. */
    get: {
      parameters: {
        query?: {
          /** @description Exactly this action. */
          action?: string;
          /** @description What this person did. */
          actor?: string;
          /** @description What was done to this. */
          object_id?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_AuditEntry'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/companies/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All companies by name. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_AdminCompany'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /** A new tenant. */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewCompany'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AdminCompany'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/events/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What people were told of in the last thirty days and what waits, newest first;
     *     `state=dead` is what could not be told.
     */
    get: {
      parameters: {
        query?: {
          state?: components['schemas']['EventState'];
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_AdminEvent'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/events/{id}/retry/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tells of it once more. 409 `delivery-not-dead`. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: number;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AdminEvent'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/jobs/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The queue, newest first; `state=dead` are the dead letters. */
    get: {
      parameters: {
        query?: {
          state?: components['schemas']['JobState'];
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_AdminJob'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/jobs/{id}/retry/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Puts a dead letter back into the queue, with all its tries. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['JobId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AdminJob'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/mails/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * E-mails of the last thirty days and those that wait, newest first; `state=dead` are the
     *     dead letters.
     */
    get: {
      parameters: {
        query?: {
          state?: components['schemas']['MailState'];
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_AdminMail'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/mails/{id}/retry/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Puts a dead letter back, with all its tries. 409 `delivery-not-dead`. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AdminMail'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/settings/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the platform's admins decide while the server runs. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PlatformSettings'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    /** Changes them, from the next request on, on every server. Entered in the audit log. */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['PlatformSettingsForm'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['PlatformSettings'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/users/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** People with an account, newest first. */
    get: {
      parameters: {
        query?: {
          role?: components['schemas']['Role'];
          /** @description A part of the address or the name. */
          search?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_AdminUser'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/users/{id}/disable/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ends an account: its sessions end with what is open in them, and its log-in is refused with
     *     403 `account-disabled`. Nothing is erased. 409 `own-account`.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['UserId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AdminUser'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/admin/users/{id}/restore/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Lets the person log in again. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['UserId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['AdminUser'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/applications/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One's own, or those to the offers of one's company; newest first. */
    get: {
      parameters: {
        query?: {
          /** @description To one offer. */
          offer?: components['schemas']['OfferId'];
          status?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Application'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/applications/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['ApplicationId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Application'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    /** A person of the company says what becomes of it. 409 `application-withdrawn`. */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path: {
          id: components['schemas']['ApplicationId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ApplicationForm'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Application'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/applications/{id}/withdraw/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The candidate takes it back; with the last one at a company ends what it may see by it. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['ApplicationId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Application'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/invitation/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Who invites whom, for the page that the link of an invitation opens. 409 `letter-expired`. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['LetterToken'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenedInvitation'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/invitation/accept/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Makes a recruiter of the company that invites, and logs in. 409 `letter-expired`; 409
     *     `account-elsewhere` when the address has an account that is not of this company.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['AcceptInvitation'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/login/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * 202 when the person has a second step: `/api/auth/login/code/` comes next.
     *     401 `bad-credentials` and 429 `too-many-tries` are the same for an account that does not
     *     exist. While the door is closed the right password is refused, too. 403 `account-disabled`
     *     to who knows the password of an account that the platform has ended.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Login'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LoginChallenge'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/login/code/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The second step. 401 `wrong-code`: try the next one; 401 `challenge-expired`: log in anew. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['LoginCode'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/logout/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ends the session; without one it is already over. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/me/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['User'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeMe'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['User'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    trace?: never;
  };
  '/api/auth/refresh/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Trades the refresh cookie for a new one and an access token. A cookie that was already
     *     traded ends the whole session: somebody has a copy of it. Traded less than ten seconds
     *     ago, it is another tab's: 503 `busy`, try again with the cookie you have then.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/reset/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Asks for a letter to choose a new password. The answer is the same whether or not the
     *     address has an account. 409 `mail-off` where this server sends no mail.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Address'];
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LookIntoYourMail'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/reset/confirm/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sets a new password and ends every session of the person. The link is good once, for 30
     *     minutes, and until a newer one is asked for: 409 `letter-expired`.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewPassword'];
        };
      };
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/sessions/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller's open sessions: the one that asks, then the last used first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['OpenSession'][];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/sessions/end_others/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ends every session of the caller but the one that asks. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['EndedSessions'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/sessions/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Ends a session of the caller, on whichever device: neither its refresh cookie nor an
     *     access token of it is good for anything from now on.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['SessionId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/signup/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Opens a candidate's account, with an empty profile. Where this server sends mail it answers
     *     202, whether or not the address has an account already: a letter says how to go on. Where
     *     it does not, the person is logged in at once, and a taken address is 409 `email-taken`.
     *     403 `sign-up-closed` where the platform's admins have closed it.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Signup'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Session'];
          };
        };
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LookIntoYourMail'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/totp/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the caller logs in with a second step. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TotpState'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /**
     * Begins to set a second step up: a new secret for an authenticator app. Nothing is asked
     *     for at log-in until a code confirms it. 409 `totp-on` when it is on.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TotpStart'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TotpSetup'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/totp/confirm/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Switches it on with a code of the app, and answers ten recovery codes. 409 `totp-off`
     *     when nothing is being set up.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TotpConfirm'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RecoveryCodes'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/totp/off/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Switches the second step off. The secret and the recovery codes are forgotten. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TotpProof'];
        };
      };
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/totp/recovery_codes/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ten new recovery codes in place of the old ones. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['TotpProof'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['RecoveryCodes'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/verification/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Asks for the letter that proves an address once more. The answer is the same whether or
     *     not the address has an account. 409 `mail-off` where this server sends no mail.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Address'];
        };
      };
      responses: {
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['LookIntoYourMail'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/auth/verification/confirm/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Proves an address. The link is good once, for a day, and until a newer one is asked for:
     *     409 `letter-expired`.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['LetterToken'];
        };
      };
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/dashboard-stats/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Of a profile: for its owner and the platform's admin. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['DashboardStats'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/profiles/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A candidate's own profile, or for a company those granted to it that have a kept video. */
    get: {
      parameters: {
        query?: {
          /**
           * @description `-last_updated` (the default: who was active last comes first), `last_updated`,
           *     `-created_at` (the newest first) or `created_at`.
           */
          ordering?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Profile'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /** A candidate makes one; signing up has usually made it already. */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ProfileForm'];
        };
      };
      responses: {
        201: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Profile'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/profiles/search/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Searches the profiles open to the caller's company. An unknown filter or order is refused
     *     and told which there are.
     */
    get: {
      parameters: {
        query?: {
          /**
           * @description Words in French, English or Arabic, all of which have to be there. From three letters on
           *     a word is found by its beginning; accents and endings do not matter.
           */
          q?: string;
          /** @description Separated by commas; all of them. */
          skills?: string;
          /** @description A part of the place. */
          location?: string;
          /** @description Years, at least. */
          min_experience?: number;
          /** @description Years, at most. */
          max_experience?: number;
          /** @description At least: `secondary`, `vocational`, `bachelor`, `master` or `doctorate`. */
          min_education?: string;
          /** @description Separated by commas; all of them, each at least at the level behind its colon: `fr:B2,ar`. */
          languages?: string;
          /** @description A day by which the candidate can start: `2026-12-01`. */
          available_by?: string;
          /** @description 0 to 100. Candidates whose score is not shown stay, whatever is asked here. */
          min_quality?: number;
          has_video?: boolean;
          /** @description Whether the caller has watched a video of the candidate. */
          viewed_by_me?: boolean;
          /**
           * @description `relevance` (needs `q`, and is the default with it), `newest` or `last_active` (the
           *     default without).
           */
          ordering?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Profile'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/profiles/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Profile'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ProfileForm'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Profile'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/profiles/{id}/cv/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** For whoever may see the profile. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Cv'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    /** The owner's, in the place of the one before. Its text is read in the background. */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': components['schemas']['CvForm'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Cv'];
          };
        };
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    /** The owner's: with its text and its words in the search. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/profiles/{id}/resume/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * For whoever may see the profile. The owner's has everything that came in; to anybody else
     *     it tells what the profile shows.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Resume'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    /**
     * The owner replaces what the profile and a resume both know: what is absent is emptied, but
     *     for the name. The rest is kept beside it, and goes out again.
     */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Resume'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ResumeTaken'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/profiles/{id}/sync_log/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The owner's, newest first. */
    get: {
      parameters: {
        query?: {
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path: {
          id: components['schemas']['ProfileId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_ProfileChange'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/quick-video-link/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** As `link_to_cv`, in one call. 409 `video-not-kept` when there is none to link. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['QuickLink'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/candidate/visibility/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who may see the caller's profile and kept video. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Visibility'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    /** Replaces the whole choice. */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Visibility'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Visibility'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/companies/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** By name, for a candidate to choose who may see the profile. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Company'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/companies/invitations/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Invitations that are open, the newest first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Invitation'][];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /**
     * Invites a recruiter by mail; an open invitation to the same address is replaced. The
     *     answer does not tell whether the address has an account elsewhere. 409 `already-member`,
     *     `mail-off`.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewInvitation'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Invitation'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/companies/invitations/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Withdraws an invitation: its link opens nothing from now on. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['InvitationId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/companies/invitations/{id}/resend/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sends an invitation again, with a new link and seven more days. */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path: {
          id: components['schemas']['InvitationId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Invitation'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/companies/members/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The people of the caller's company, by name. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CompanyMember'][];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/companies/members/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Removes a colleague from the company: every session of theirs ends at once. 409
     *     `last-admin`: a company keeps one.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['UserId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Changes a colleague's role. 409 `last-admin`: a company keeps one. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['UserId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['MemberRole'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CompanyMember'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    trace?: never;
  };
  '/api/consents/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the caller agreed to and took back, the newest first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Consent'][];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /**
     * Agrees to the current text. 409 `outdated-consent` when the text that was read is no
     *     longer the current one.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['GiveConsent'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Consent'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/consents/texts/{kind}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The text to agree to. Readable without logging in. */
    get: {
      parameters: {
        query?: {
          /** @description `fr`, `en` or `ar`; the caller's when absent. */
          language?: string;
        };
        header?: never;
        path: {
          /** @description `record`, `analyse` or `quality_filter` */
          kind: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['ConsentText'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/consents/withdraw/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Takes a consent back; from then on nothing more is recorded, analysed or shown to be
     *     filtered by, a take under way included. The three are apart: recording goes on without
     *     `analyse`, and nobody is told.
     *     Withdrawing one that does not stand changes nothing.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['WithdrawConsent'];
        };
      };
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/live/tickets/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Opens the way to one take of a video. 403 `consent-required` without a standing consent
     *     to the current text.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewTicket'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Ticket'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/create/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Tells people something. A platform admin writes in own words or by template, to anybody; a
     *     company admin by template, to members and to candidates who opened the profile to the
     *     company, each template once a day and person. 404 when anybody named is out of reach, 429
     *     when too many were told in the last hour.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewNotification'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationsCreated'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        429: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/mark_all_as_read/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Marks everything that is unread and not archived. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationsMarked'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/notifications/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One's own, newest first. */
    get: {
      parameters: {
        query?: {
          /** @description `true` or `false`. */
          is_read?: string;
          /** @description `true` or `false`. */
          is_archived?: string;
          /** @description What it is about, e.g. `video_viewed`. */
          type?: string;
          /** @description `low`, `normal`, `high` or `urgent`. */
          priority?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Notification'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/preferences/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Letters about the account are not among them: they are always sent. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationPreferences'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NotificationPreferencesForm'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationPreferences'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/stats/{user_id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One's own counts; somebody else's answer 404. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          user_id: components['schemas']['UserId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['NotificationStats'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/stream/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Says `news` at the start and whenever something changed in the caller's notifications: one
     *     was told, read or put away. Which one is asked of the list. Ends after ten minutes, and with the
     *     session; 503 `busy` when too many listen.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/event-stream': string;
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/unsubscribe/{token}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A page with a button; changes nothing. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          token: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/html': string;
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /**
     * Ends this kind of mail. Whatever the body says: a mail program sends
     *     `List-Unsubscribe=One-Click`, a browser the form of the page.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          token: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/html': string;
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/{id}/archive/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Puts one away; it counts as unread no more. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['NotificationId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notification'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/{id}/mark_as_read/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Marks one as read; again, it changes nothing. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['NotificationId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notification'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/notifications/{id}/unarchive/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Takes one back out of the archive. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['NotificationId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Notification'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/offers/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Newest first: the company's own; for a candidate what is open, and what he or she applied to. */
    get: {
      parameters: {
        query?: {
          /** @description `draft`, `open` or `closed`. */
          status?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Offer'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /** Of the caller's company. */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['OfferForm'];
        };
      };
      responses: {
        201: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Offer'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/offers/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['OfferId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Offer'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    /** The company's people change, open and close it. */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path: {
          id: components['schemas']['OfferId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['OfferForm'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Offer'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/offers/{id}/apply/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A candidate applies, and so lets the company see profile and kept video until the
     *     application is withdrawn. 409 `already-applied`, `offer-not-open`.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path: {
          id: components['schemas']['OfferId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Apply'];
        };
      };
      responses: {
        201: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Application'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/quality-analysis/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Scores one picture, one sound or both by the code of the live analysis, and keeps the
     *     numbers in one's own history; what was sent is kept nowhere. 403
     *     `analysis-consent-required` without a standing consent to be analysed; 422 names the
     *     part that cannot be read; 503 `busy` or `analysis-unavailable`.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': components['schemas']['QualityClip'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['QualityCheck'];
          };
        };
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/quality-checks/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One's own checks, the newest first. The last 1,000 are kept, and those of takes as long
     *     as the take's scores.
     */
    get: {
      parameters: {
        query?: {
          /** @description `setup`, `take`, `image`, `sound` or `media`. */
          kind?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_QualityCheck'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/quality-checks/batch_update/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Keeps several checks of one's own set-up. 403 `analysis-consent-required` without a
     *     standing consent to be analysed. 200 also when some are refused: each says why.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewQualityChecks'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['CheckOutcomes'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/scripts/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The scripts open to the caller, the default first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Script'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/takes/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['TakeId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Take'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /**
     * Throws a take away and erases its bytes and its scores. The kept take's video becomes a draft again.
     *     409 `take-in-progress` while it is being recorded.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['TakeId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/takes/{id}/keep/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Keeps this take: it becomes the video, and the video the profile's presentation.
     *     Another kept take is replaced but not erased. 409 `practice-take`, `take-not-keepable`.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['TakeId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/takes/{id}/playback/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The owner reviews a take. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['TakeId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Playback'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/takes/{id}/quality/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Scores, samples, hints and tips of one's own take; 404 for anybody else. A take that was
     *     not analysed answers `not_scored`, with everything empty.
     */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['TakeId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['TakeQuality'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /**
     * Removes all that was computed about one's own take, for good; the take stays and is
     *     `not_scored` from then on. Removing twice is removing once.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['TakeId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/upload/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Limits, for whoever wants to know before sending half a gigabyte. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['UploadRules'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /**
     * Makes a take of a video file. The take is `armed` while a worker prepares it, then
     *     `sealed` like one that was recorded here, or `damaged` when nothing could be made of it.
     *     It is scored by the code of the live analysis when the consent to be analysed stands.
     * @description 403 `consent-required` without a standing consent to be recorded; 409 `too-many-takes`,
     *     `uploads-waiting`; 413 and 422 say what is wrong with `file`; 503 `busy`.
     */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'multipart/form-data': components['schemas']['UploadForm'];
        };
      };
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Uploaded'];
          };
        };
        400: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        413: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One's own videos; for a company those granted to it that are completed or approved. */
    get: {
      parameters: {
        query?: {
          /** @description `draft`, `processing`, `completed`, `approved`, `rejected` or `failed`. */
          status?: string;
          /** @description `-created_at` (the default) or `created_at`. */
          ordering?: string;
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_Video'];
          };
        };
        401: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /** Makes a draft; a live take or an upload fills it. */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['NewVideo'];
        };
      };
      responses: {
        201: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/{id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    /** The owner changes what is written about the video. */
    put: {
      parameters: {
        query?: never;
        header?: {
          /** @description The `ETag` that was seen: 412 `changed` when it is another one by now. Without it the change is made whatever was seen. */
          'If-Match'?: string;
        };
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ChangeVideo'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        412: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    /**
     * Deletes the video with its takes and erases their bytes. 409 `take-in-progress` while
     *     one is being recorded.
     */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/{id}/approve/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Approves a completed video, or one that was rejected. Approving again changes nothing.
     *     409 `video-not-completed` before.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/{id}/link_to_cv/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Makes this the profile's presentation video. 409 `video-not-kept` for a draft. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/{id}/playback/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The kept take: for the owner, and for a company that the video is granted to. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Playback'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/{id}/reject/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rejects a completed video, or one that was approved: companies see it no longer, and its
     *     candidate reads why. 409 `video-not-completed` before.
     */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['Rejection'];
        };
      };
      responses: {
        200: {
          headers: {
            ETag?: string;
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Video'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/{id}/views/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** For the candidate: which companies watched. For a recruiter: one's own views. */
    get: {
      parameters: {
        query?: {
          /** @description Opaque; from `next` or `previous`. */
          cursor?: string;
          /** @description Rows a page, 1 to 100; 20 when absent. */
          limit?: number;
        };
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['Page_ViewEntry'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    put?: never;
    /** Somebody of a company opens the player. */
    post: {
      parameters: {
        query?: never;
        header?: {
          /** @description Any text of 1 to 255 characters, another one for each thing that is made. Sent again within a day, the request makes nothing and gets the same answer. */
          'Idempotency-Key'?: string;
        };
        path: {
          id: components['schemas']['VideoId'];
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['View'];
          };
        };
        403: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        409: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/videos/{id}/views/{view_id}/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** The player reports what was watched; the viewer rates and notes. */
    put: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          id: components['schemas']['VideoId'];
          view_id: components['schemas']['ViewId'];
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          'application/json': components['schemas']['ViewReport'];
        };
      };
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': components['schemas']['View'];
          };
        };
        404: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        422: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
        /** @description Any other error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['ProblemBody'];
          };
        };
      };
    };
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AcceptInvitation: {
      first_name: string;
      /** @description `fr`, `en` or `ar`; the invitation's when absent. */
      language?: string | null;
      last_name: string;
      /** @description 12 characters at least. */
      password: string;
      /** @description What follows `#token=` in the link. */
      token: string;
    };
    Address: {
      email: string;
    };
    AdminCompany: {
      /** Format: date-time */
      created_at: string;
      id: components['schemas']['CompanyId'];
      /**
       * Format: int64
       * @description Recruiters and company admins.
       */
      members: number;
      name: string;
    };
    /** @description Something that happened and that people are told of. What it was about stays closed. */
    AdminEvent: {
      /** Format: int32 */
      attempts: number;
      can_retry: boolean;
      /** Format: date-time */
      created_at: string;
      /** @description The class of the last error. */
      error: string | null;
      /** Format: date-time */
      finished_at: string | null;
      /** Format: int64 */
      id: number;
      /**
       * Format: date-time
       * @description When it is tried, or was.
       */
      next_at: string;
      state: components['schemas']['EventState'];
      topic: string;
    };
    /** @description Work after the answer. What it is about stays closed. */
    AdminJob: {
      /** Format: int32 */
      attempts: number;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      finished_at: string | null;
      id: components['schemas']['JobId'];
      /** @description `renditions`, `score_take`, `convert_upload`, `read_cv` or `erase_objects`. */
      kind: string;
      last_error: string | null;
      /** Format: int32 */
      max_attempts: number;
      /**
       * Format: date-time
       * @description When it is tried, or was.
       */
      run_at: string;
      state: components['schemas']['JobState'];
    };
    /** @description An e-mail. Neither its reader nor its text is shown. */
    AdminMail: {
      /**
       * Format: int32
       * @description Tries since it was written, or since it was last put back.
       */
      attempts: number;
      /** @description A dead letter of this week: what an older one said is erased. */
      can_retry: boolean;
      /** Format: date-time */
      created_at: string;
      /** @description The class of the last error, such as `certificate` or `refused`. */
      error: string | null;
      /** Format: date-time */
      finished_at: string | null;
      /** Format: uuid */
      id: string;
      /**
       * Format: date-time
       * @description When it is tried, or was.
       */
      next_at: string;
      state: components['schemas']['MailState'];
      /** @description What it is about, such as `video_viewed` or `reset_password`. */
      topic: string;
    };
    AdminUser: {
      /** @description Name of the company of a recruiter or company admin. */
      company: string | null;
      /** Format: date-time */
      created_at: string;
      /**
       * Format: date-time
       * @description Since when nobody may log in with it; null when one may.
       */
      disabled_at: string | null;
      email: string;
      first_name: string;
      id: components['schemas']['UserId'];
      last_name: string;
      role: components['schemas']['Role'];
    };
    Application: {
      company: components['schemas']['Company'];
      /** Format: date-time */
      created_at: string;
      /** @description Of the candidate; null for the company once the application is withdrawn. */
      first_name: string | null;
      id: components['schemas']['ApplicationId'];
      last_name: string | null;
      message: string;
      offer: components['schemas']['OfferId'];
      offer_title: string;
      profile: components['schemas']['ProfileId'];
      /**
       * @description `received`, `shortlisted`, `interviewed`, `offered`, `hired` or `rejected`: what the
       *     company says; `withdrawn`: what the candidate says.
       */
      status: string;
      /** Format: date-time */
      updated_at: string;
    };
    ApplicationForm: {
      /** @description `received`, `shortlisted`, `interviewed`, `offered`, `hired` or `rejected`. */
      status: string;
    };
    /** Format: uuid */
    ApplicationId: string;
    Apply: {
      /** @description To the company, 5,000 characters at most. */
      message?: string;
    };
    /** Format: uuid */
    AssetId: string;
    /** @description Who did what to what: ids and words out of lists. */
    AuditEntry: {
      /** @description Such as `video.viewed`. */
      action: string;
      /**
       * Format: uuid
       * @description Null: the server itself. The person may be erased since.
       */
      actor: string | null;
      /** Format: date-time */
      at: string;
      /**
       * Format: uuid
       * @description The company that it concerns, if any.
       */
      company: string | null;
      /** @description Such as `{"from": "completed"}`. */
      details: Record<string, never>;
      /** Format: int64 */
      id: number;
      /**
       * @description What `object_id` is: `account`, `session`, `video`, `offer`, `application`, `invitation`
       *     or `settings`.
       */
      object: string;
      /** Format: uuid */
      object_id: string;
    };
    /** @description What the candidate learns: that a company watched, and whether to the end. */
    ByCompany: {
      company: components['schemas']['UserCompany'];
      completed_viewing: boolean;
      /** Format: date-time */
      viewed_at: string;
    };
    ChangeMe: {
      first_name?: string | null;
      language?: null | ('fr' | 'en' | 'ar');
      last_name?: string | null;
    };
    /** @description What is absent stays as it is. */
    ChangeVideo: {
      description?: string | null;
      private_notes?: string | null;
      title?: string | null;
    };
    Chapter: {
      /** Format: int64 */
      end_ms: number;
      key: string;
      /** Format: int64 */
      start_ms: number;
      title: components['schemas']['LocalText'];
    };
    CheckHint: {
      /** @description Stable, e.g. `more_light`. */
      code: string;
      criterion: components['schemas']['Criterion'];
      severity: components['schemas']['HintSeverity'];
      /** @description In the language of the answer. */
      text: string;
    };
    /** Format: uuid */
    CheckId: string;
    /** @description What became of one check: either it is kept, or its faults are named. */
    CheckOutcome: {
      check: components['schemas']['QualityCheck'] | null;
      /** @description Texts by the path of the field inside the check. */
      errors?: {
        [key: string]: string[];
      };
    };
    CheckOutcomes: {
      /** @description In the order of the request. */
      results: components['schemas']['CheckOutcome'][];
    };
    Company: {
      id: components['schemas']['CompanyId'];
      name: string;
    };
    /** Format: uuid */
    CompanyId: string;
    CompanyMember: {
      email: string;
      first_name: string;
      id: components['schemas']['UserId'];
      last_name: string;
      /** @description `recruiter` or `company_admin`. */
      role: components['schemas']['Role'];
      /** Format: date-time */
      since: string;
    };
    Consent: {
      /** @description Stands, and to the current text. */
      current: boolean;
      /** Format: date-time */
      given_at: string;
      /** @description `record`, `analyse` or `quality_filter`. */
      kind: string;
      /**
       * @description The language it was read in.
       * @enum {string}
       */
      language: 'fr' | 'en' | 'ar';
      version: string;
      /** Format: date-time */
      withdrawn_at: string | null;
    };
    ConsentText: {
      /** @description Paragraphs parted by an empty line. */
      body: string;
      /**
       * @description `record` (to be recorded), `analyse` (to be coached and scored) or `quality_filter`
       *     (companies may filter by the overall score).
       */
      kind: string;
      /** @enum {string} */
      language: 'fr' | 'en' | 'ar';
      title: string;
      /** @description Year and month, e.g. `2026-11`; the highest is the current one. */
      version: string;
    };
    /**
     * @description The name of what a score is about, for the description.
     * @enum {string}
     */
    Criterion: 'face' | 'lighting' | 'audio' | 'position';
    Cv: {
      /**
       * Format: int64
       * @description Bytes.
       */
      size: number | null;
      /**
       * @description `none`; `waiting` for a worker to read it; `read`: its words are searched; `no_text`:
       *     nothing but pictures, as of a scan; `locked` by a password; `unreadable`.
       */
      state: string;
      /** Format: date-time */
      uploaded_at: string | null;
      /** @description Signed, good for five minutes. */
      url: string | null;
    };
    /** @description A file. */
    CvForm: {
      /**
       * Format: binary
       * @description A PDF of at most 10 MB.
       */
      file: string;
    };
    DashboardStats: {
      /**
       * Format: double
       * @description Seconds a view; null without views.
       */
      average_watch_time: number | null;
      /** Format: int64 */
      completed_views: number;
      /**
       * Format: double
       * @description 0 to 1; null without views.
       */
      completion_rate: number | null;
      profile: components['schemas']['ProfileId'];
      /** Format: int64 */
      unique_companies: number;
      /**
       * Format: int64
       * @description People.
       */
      unique_viewers: number;
      /** Format: int64 */
      view_count: number;
      /**
       * Format: double
       * @description Seconds of video watched; what one view plays twice counts once.
       */
      watch_time: number;
      /** @description The last twelve, oldest first, also those without views. */
      weeks: components['schemas']['WeekOfViews'][];
    };
    /** @description A place of education; the fields are JSON Resume's. */
    Education: {
      /** @default  */
      area: string;
      /** @default  */
      end_date: string;
      /** @default  */
      institution: string;
      /**
       * @description One of [`EDUCATION_LEVELS`], or empty.
       * @default
       */
      level: string;
      /**
       * @description `2021`, `2021-09` or `2021-09-01`; empty when unknown.
       * @default
       */
      start_date: string;
      /** @default  */
      study_type: string;
      /** @default  */
      summary: string;
    };
    EndedSessions: {
      /** Format: int64 */
      ended: number;
    };
    /** @enum {string} */
    EventState: 'waiting' | 'delivered' | 'dead';
    /** @description A position held; the fields are JSON Resume's. */
    Experience: {
      /** @default  */
      end_date: string;
      /** @default  */
      location: string;
      /**
       * @description The employer.
       * @default
       */
      name: string;
      /** @default  */
      position: string;
      /** @default  */
      start_date: string;
      /** @default  */
      summary: string;
    };
    /** @description A stretch for which nothing arrived, in milliseconds from the take's zero. */
    Gap: {
      /** Format: int64 */
      from_ms: number;
      /**
       * @description `audio` or `video`.
       * @enum {string}
       */
      kind: 'audio' | 'video';
      /** Format: int64 */
      to_ms: number;
    };
    GiveConsent: {
      /** @description `record`, `analyse` or `quality_filter`; each is given and withdrawn by itself. */
      kind: string;
      /** @enum {string} */
      language: 'fr' | 'en' | 'ar';
      version: string;
    };
    /**
     * @description How much a hint matters, for the description.
     * @enum {string}
     */
    HintSeverity: 'tip' | 'advice' | 'important';
    /** @description An invitation that was neither accepted nor withdrawn. */
    Invitation: {
      /** Format: date-time */
      created_at: string;
      email: string;
      /** @description Its link opens nothing any more; it can be sent again. */
      expired: boolean;
      /** Format: date-time */
      expires_at: string;
      id: components['schemas']['InvitationId'];
      /** @description Of the letter: `fr`, `en` or `ar`. */
      language: string;
    };
    /** Format: uuid */
    InvitationId: string;
    /** Format: uuid */
    JobId: string;
    /** @enum {string} */
    JobState: 'queued' | 'running' | 'done' | 'dead';
    LetterToken: {
      /** @description What follows `#token=` in the link. */
      token: string;
    };
    /** @description One text in the three languages. */
    LocalText: {
      ar: string;
      en: string;
      fr: string;
    };
    Login: {
      email: string;
      password: string;
    };
    /** @description The password was right; a code is still needed. */
    LoginChallenge: {
      /** @description For `/api/auth/login/code/`; good once. */
      challenge: string;
      /**
       * Format: int64
       * @description Seconds.
       */
      expires_in: number;
    };
    LoginCode: {
      challenge: string;
      /** @description Six digits of the app, or a recovery code. */
      code: string;
    };
    /** @description A letter was written, or would have been: nobody is told which. */
    LookIntoYourMail: {
      /** @description As it was sent. */
      email: string;
    };
    /** @enum {string} */
    MailState: 'waiting' | 'sent' | 'suppressed' | 'dead';
    MemberRole: {
      /** @description `recruiter` or `company_admin`. */
      role: string;
    };
    NewCheckHint: {
      code: string;
      criterion: components['schemas']['Criterion'];
      severity: components['schemas']['HintSeverity'];
    };
    NewCompany: {
      name: string;
    };
    NewInvitation: {
      email: string;
      /** @description `fr`, `en` or `ar`; the caller's when absent. */
      language?: string | null;
    };
    NewNotification: {
      action_text?: string | null;
      /** @description Path in the page. */
      action_url?: string | null;
      extra_data?: Record<string, never> | null;
      message?: string | null;
      /** @description `low`, `normal` (the default), `high` or `urgent`; a company's are normal. */
      priority?: string | null;
      /**
       * @description `complete_profile`, `record_video` or `get_in_touch`: a company's words, in the
       *     reader's language. Needed of a company admin.
       */
      template?: string | null;
      /** @description A platform admin's own words. */
      title?: string | null;
      /** @description 1 to 100 people. */
      user_ids: components['schemas']['UserId'][];
    };
    NewPassword: {
      /** @description 12 characters at least. */
      password: string;
      /** @description What follows `#token=` in the link. */
      token: string;
    };
    /** @description A check that the live analysis made before a recording, as the client was told it. */
    NewQualityCheck: {
      /** @description At most 20. */
      hints: components['schemas']['NewCheckHint'][];
      /** @description `setup`. */
      kind: string;
      /** @description Numbers in groups, at most 100: no lists, no texts. */
      measures: {
        [key: string]: unknown;
      } | null;
      /**
       * Format: float
       * @description 0 to 100.
       */
      overall: number | null;
      reason: components['schemas']['Criterion'] | null;
      scores: components['schemas']['QualityScores'];
    };
    NewQualityChecks: {
      /** @description 1 to 50. Read one by one: a bad one does not spoil the others. */
      checks: components['schemas']['NewQualityCheck'][];
    };
    NewTicket: {
      video_id: components['schemas']['VideoId'];
    };
    NewVideo: {
      description?: string;
      is_practice?: boolean;
      script_id?: components['schemas']['ScriptId'] | null;
      title: string;
    };
    Notification: {
      action_text: string | null;
      /** @description Path in the page. */
      action_url: string | null;
      /** Format: date-time */
      created_at: string;
      /** @description Ids of what it is about. */
      extra_data: Record<string, never>;
      id: components['schemas']['NotificationId'];
      is_archived: boolean;
      is_read: boolean;
      message: string;
      /** @description `low`, `normal`, `high` or `urgent`. */
      priority: string;
      /** Format: date-time */
      read_at: string | null;
      /** @description Why one is told. */
      reason: string;
      title: string;
      /** @description What it is about, as in the preferences; more may come. */
      type: string;
    };
    /** Format: uuid */
    NotificationId: string;
    /** @description One type by both ways. */
    NotificationPreference: {
      email: boolean;
      in_app: boolean;
      type: string;
    };
    /** @description What is absent stays as it is. */
    NotificationPreferenceForm: {
      email: boolean | null;
      in_app: boolean | null;
      type: string;
    };
    /** @description Every type that the caller's role can be told about. */
    NotificationPreferences: {
      preferences: components['schemas']['NotificationPreference'][];
    };
    NotificationPreferencesForm: {
      preferences: components['schemas']['NotificationPreferenceForm'][];
    };
    /** @description How many notifications the caller has. */
    NotificationStats: {
      /** Format: int64 */
      archived: number;
      /** Format: int64 */
      total: number;
      /**
       * Format: int64
       * @description Neither read nor archived.
       */
      unread: number;
      /** @description Unread ones by type; a type without any is absent. */
      unread_by_type: {
        [key: string]: number;
      };
      user: components['schemas']['UserId'];
    };
    NotificationsCreated: {
      /** @description Of those who were told in the page. */
      ids: components['schemas']['NotificationId'][];
      /** @description Told the same today, or not wanting messages in the page. */
      skipped: number;
    };
    /** @description How many were unread. */
    NotificationsMarked: {
      /** Format: int64 */
      updated: number;
    };
    Offer: {
      application: components['schemas']['ApplicationId'] | null;
      /**
       * Format: int64
       * @description For the company; null for candidates.
       */
      application_count: number | null;
      company: components['schemas']['Company'];
      /** Format: date-time */
      created_at: string;
      description: string;
      id: components['schemas']['OfferId'];
      languages: components['schemas']['SpokenLanguage'][];
      location: string;
      required_skills: string[];
      /** @description `draft`, `open` or `closed`. */
      status: string;
      title: string;
      /** Format: date-time */
      updated_at: string;
    };
    /** @description What is absent stays as it is; a new offer is a draft. */
    OfferForm: {
      description?: string | null;
      languages?: components['schemas']['SpokenLanguage'][] | null;
      location?: string | null;
      required_skills?: string[] | null;
      status?: string | null;
      title?: string | null;
    };
    /** Format: uuid */
    OfferId: string;
    /** @description One log-in on one device. No address is kept. */
    OpenSession: {
      /** @description Such as `Firefox`; null where it is none of the usual. */
      browser: string | null;
      /** Format: date-time */
      created_at: string;
      /** @description The one that asks. */
      current: boolean;
      id: components['schemas']['SessionId'];
      /**
       * Format: date-time
       * @description To about ten minutes.
       */
      last_used_at: string;
      /** @description Such as `Linux`; null where it is none of the usual. */
      system: string | null;
    };
    OpenedInvitation: {
      company: string;
      email: string;
      /** Format: date-time */
      expires_at: string;
    };
    Packets: {
      /**
       * Format: int64
       * @description Never came, or too late to be recorded.
       */
      lost: number;
      /**
       * Format: int64
       * @description Arrived in time, at the first or a later try.
       */
      received: number;
    };
    Page_AdminCompany: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['AdminCompany'][];
    };
    Page_AdminEvent: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['AdminEvent'][];
    };
    Page_AdminJob: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['AdminJob'][];
    };
    Page_AdminMail: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['AdminMail'][];
    };
    Page_AdminUser: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['AdminUser'][];
    };
    Page_Application: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['Application'][];
    };
    Page_AuditEntry: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['AuditEntry'][];
    };
    Page_Company: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['Company'][];
    };
    Page_Notification: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['Notification'][];
    };
    Page_Offer: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['Offer'][];
    };
    Page_Profile: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['Profile'][];
    };
    Page_ProfileChange: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['ProfileChange'][];
    };
    Page_QualityCheck: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['QualityCheck'][];
    };
    Page_Script: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['Script'][];
    };
    Page_Video: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['Video'][];
    };
    Page_ViewEntry: {
      /**
       * Format: int64
       * @description Exact up to 10,000.
       */
      count: number;
      /** @description Present and true when `count` is the planner's estimate. */
      count_is_estimate?: boolean;
      /** @description Path and query of the next page. */
      next: string | null;
      previous: string | null;
      results: components['schemas']['ViewEntry'][];
    };
    PlatformSettings: {
      /** @description `fr`, `en` or `ar`: of an account that is opened without saying one. */
      default_language: string;
      /** @description Whether candidates may open an account themselves; invitations are not asked. */
      sign_up_open: boolean;
      /** Format: date-time */
      updated_at: string;
      /** @description Whether companies see a video only once it is approved. */
      videos_need_approval: boolean;
    };
    /** @description What is absent stays as it is. */
    PlatformSettingsForm: {
      default_language?: string | null;
      sign_up_open?: boolean | null;
      videos_need_approval?: boolean | null;
    };
    Playback: {
      /** @description The script's steps; an upload has none. */
      chapters: components['schemas']['Chapter'][];
      /** Format: int32 */
      duration_ms: number;
      /**
       * Format: date-time
       * @description The links are good until then and have to be asked for again.
       */
      expires_at: string;
      poster_url: string | null;
      /** @description The MP4 first when it is ready; it plays everywhere, the master not. */
      sources: components['schemas']['Source'][];
      thumbnails: components['schemas']['ThumbnailSheet'] | null;
    };
    PresentationVideo: {
      /**
       * Format: double
       * @description Seconds.
       */
      duration: number | null;
      id: components['schemas']['VideoId'];
      /** @description Signed, good for five minutes. */
      poster_url: string | null;
      status: string;
      /** Format: int32 */
      view_count: number;
    };
    /** @description The body of every error answer. */
    ProblemBody: {
      detail: string;
      /** @description Texts by the path of the field. */
      errors?: {
        [key: string]: string[];
      };
      /** Format: int32 */
      status: number;
      /** @description For people, in the caller's language. */
      title: string;
      /** @description `/problems/<slug>`: stable, for programs. */
      type: string;
    };
    Profile: {
      availability: string;
      /**
       * Format: date
       * @description From which day on; null when not said.
       */
      available_from: string | null;
      /** Format: date-time */
      created_at: string;
      education: components['schemas']['Education'][];
      /** @description The highest `level` of `education`. */
      education_level: string | null;
      experience: components['schemas']['Experience'][];
      /**
       * Format: float
       * @description Years in all positions; what overlaps counts once, a position without an end goes on.
       */
      experience_years: number;
      first_name: string;
      headline: string;
      id: components['schemas']['ProfileId'];
      languages: components['schemas']['SpokenLanguage'][];
      last_name: string;
      /** Format: date-time */
      last_updated: string;
      location: string;
      presentation_video: components['schemas']['PresentationVideo'] | null;
      /**
       * Format: int32
       * @description 0 to 100.
       */
      profile_completeness: number;
      /**
       * Format: float
       * @description 0 to 100, of the presentation video. A company gets it where the candidate agrees to
       *     `quality_filter`; else null, as for a video that is not scored.
       */
      quality_score: number | null;
      skills: string[];
      /** @description `active` or `paused`. */
      status: string;
      summary: string;
    };
    ProfileChange: {
      /** Format: date-time */
      changed_at: string;
      /** @description Why its update was suggested afterwards. */
      cv_update_reasons: string[];
      /** @description Which fields of the profile. */
      fields: string[];
      /** Format: uuid */
      id: string;
      /** @description `profile_changed`, `video_linked` or `video_unlinked`. */
      kind: string;
      video: components['schemas']['VideoId'] | null;
    };
    /** @description What is absent stays as it is. */
    ProfileForm: {
      availability?: string | null;
      /** @description `2026-12-01`; empty takes it back. */
      available_from?: string | null;
      education?: components['schemas']['Education'][] | null;
      experience?: components['schemas']['Experience'][] | null;
      first_name?: string | null;
      headline?: string | null;
      languages?: components['schemas']['SpokenLanguage'][] | null;
      last_name?: string | null;
      location?: string | null;
      skills?: string[] | null;
      /** @description `active`, or `paused`: found by no search. */
      status?: string | null;
      summary?: string | null;
    };
    /** Format: uuid */
    ProfileId: string;
    QualityCheck: {
      /** Format: date-time */
      created_at: string;
      /** @description The most important first. */
      hints: components['schemas']['CheckHint'][];
      id: components['schemas']['CheckId'];
      /** @description `setup` (live, before a recording), `take`, `image`, `sound`, or `media` (both). */
      kind: string;
      /**
       * @description The numbers behind the scores in groups (`picture`, `sound`, `speech`, `network`);
       *     units stand in the names.
       */
      measures: {
        [key: string]: unknown;
      };
      /**
       * Format: float
       * @description 0 to 100.
       */
      overall: number | null;
      reason: components['schemas']['Criterion'] | null;
      scores: components['schemas']['QualityScores'];
      take_id: components['schemas']['TakeId'] | null;
    };
    /** @description At least one of the two, 10 MiB each. */
    QualityClip: {
      /**
       * Format: binary
       * @description A picture.
       */
      image?: string;
      /**
       * Format: binary
       * @description A sound.
       */
      sound?: string;
    };
    /** @description Milliseconds from the take's zero. */
    QualityHint: {
      /** @description Stable, e.g. `more_light`. */
      code: string;
      criterion: components['schemas']['Criterion'];
      /** Format: int64 */
      from_ms: number;
      severity: components['schemas']['HintSeverity'];
      /** @description In the language of the answer. */
      text: string;
      /** Format: int64 */
      to_ms: number;
    };
    /** @description One second of a take. Scores are 0 to 100. */
    QualitySample: {
      /**
       * Format: int64
       * @description Milliseconds from the take's zero.
       */
      at_ms: number;
      /** Format: float */
      audio: number | null;
      /** Format: float */
      face: number | null;
      /** @description The code of the hint that stood. */
      hint: string | null;
      /** Format: float */
      lighting: number | null;
      /** Format: float */
      overall: number | null;
      /** Format: float */
      position: number | null;
    };
    /** @description 0 to 100 each: 70 is good enough, 85 excellent. Null where there was nothing to judge. */
    QualityScores: {
      /** Format: float */
      audio: number | null;
      /** Format: float */
      face: number | null;
      /** Format: float */
      lighting: number | null;
      /** Format: float */
      position: number | null;
    };
    /** @enum {string} */
    QualityStatus: 'pending' | 'ready' | 'not_scored' | 'failed';
    QualityTip: {
      /** @description Stable, e.g. `more_light`. */
      code: string;
      criterion: components['schemas']['Criterion'];
      /** @description In the language of the answer. */
      text: string;
    };
    /** @description Which video; the newest kept one when absent. */
    QuickLink: {
      video_id?: components['schemas']['VideoId'] | null;
    };
    /** @description How a take's packets came through the network. */
    Reception: {
      audio: components['schemas']['Packets'];
      /** @description Of the recorded layer. */
      video: components['schemas']['Packets'];
    };
    RecoveryCodes: {
      /** @description Each good once. They are not shown again. */
      recovery_codes: string[];
    };
    Rejection: {
      /** @description For the candidate, in words; at most 1,000 characters. */
      reason: string;
    };
    /**
     * @description What a player needs besides the master.
     * @enum {string}
     */
    RenditionState: 'none' | 'pending' | 'ready' | 'failed';
    /** Resume Schema */
    Resume: {
      /**
       * Format: uri
       * @description link to the version of the schema that can validate the resume
       */
      $schema?: string;
      /** @description Specify any awards you have received throughout your professional career */
      awards?: ({
        /** @description e.g. Time Magazine */
        awarder?: string;
        /** @description e.g. 2014-06-29 */
        date?: string;
        /** @description e.g. Received for my work with Quantum Physics */
        summary?: string;
        /** @description e.g. One of the 100 greatest minds of the century */
        title?: string;
      } & {
        [key: string]: unknown;
      })[];
      basics?: {
        /**
         * Format: email
         * @description e.g. thomas@gmail.com
         */
        email?: string;
        /** @description URL (as per RFC 3986) to a image in JPEG or PNG format */
        image?: string;
        /** @description e.g. Web Developer */
        label?: string;
        location?: {
          /**
           * @description To add multiple address lines, use
           *     . For example, 1234 Glücklichkeit Straße
           *     Hinterhaus 5. Etage li.
           */
          address?: string;
          city?: string;
          /** @description code as per ISO-3166-1 ALPHA-2, e.g. US, AU, IN */
          countryCode?: string;
          postalCode?: string;
          /** @description The general region where you live. Can be a US state, or a province, for instance. */
          region?: string;
        } & {
          [key: string]: unknown;
        };
        name?: string;
        /** @description Phone numbers are stored as strings so use any format you like, e.g. 712-117-2923 */
        phone?: string;
        /** @description Specify any number of social networks that you participate in */
        profiles?: ({
          /** @description e.g. Facebook or Twitter */
          network?: string;
          /**
           * Format: uri
           * @description e.g. http://twitter.example.com/neutralthoughts
           */
          url?: string;
          /** @description e.g. neutralthoughts */
          username?: string;
        } & {
          [key: string]: unknown;
        })[];
        /** @description Write a short 2-3 sentence biography about yourself */
        summary?: string;
        /**
         * Format: uri
         * @description URL (as per RFC 3986) to your website, e.g. personal homepage
         */
        url?: string;
      } & {
        [key: string]: unknown;
      };
      /** @description Specify any certificates you have received throughout your professional career */
      certificates?: ({
        /**
         * Format: date
         * @description e.g. 1989-06-12
         */
        date?: string;
        /** @description e.g. CNCF */
        issuer?: string;
        /** @description e.g. Certified Kubernetes Administrator */
        name?: string;
        /**
         * Format: uri
         * @description e.g. http://example.com
         */
        url?: string;
      } & {
        [key: string]: unknown;
      })[];
      education?: ({
        /** @description e.g. Arts */
        area?: string;
        /** @description List notable courses/subjects */
        courses?: string[];
        /** @description e.g. 2014-06-29 */
        endDate?: string;
        /** @description e.g. Massachusetts Institute of Technology */
        institution?: string;
        /** @description grade point average, e.g. 3.67/4.0 */
        score?: string;
        /** @description e.g. 2014-06-29 */
        startDate?: string;
        /** @description e.g. Bachelor */
        studyType?: string;
        /**
         * Format: uri
         * @description e.g. http://facebook.example.com
         */
        url?: string;
      } & {
        [key: string]: unknown;
      })[];
      interests?: ({
        keywords?: string[];
        /** @description e.g. Philosophy */
        name?: string;
      } & {
        [key: string]: unknown;
      })[];
      /** @description List any other languages you speak */
      languages?: ({
        /** @description e.g. Fluent, Beginner */
        fluency?: string;
        /** @description e.g. English, Spanish */
        language?: string;
      } & {
        [key: string]: unknown;
      })[];
      /** @description The schema version and any other tooling configuration lives here */
      meta?: {
        /**
         * Format: uri
         * @description URL (as per RFC 3986) to latest version of this document
         */
        canonical?: string;
        /** @description Using ISO 8601 with YYYY-MM-DDThh:mm:ss */
        lastModified?: string;
        /** @description A version field which follows semver - e.g. v1.0.0 */
        version?: string;
      } & {
        [key: string]: unknown;
      };
      /** @description Specify career projects */
      projects?: ({
        /** @description Short summary of project. e.g. Collated works of 2017. */
        description?: string;
        /** @description e.g. 2014-06-29 */
        endDate?: string;
        /** @description Specify the relevant company/entity affiliations e.g. 'greenpeace', 'corporationXYZ' */
        entity?: string;
        /** @description Specify multiple features */
        highlights?: string[];
        /** @description Specify special elements involved */
        keywords?: string[];
        /** @description e.g. The World Wide Web */
        name?: string;
        /** @description Specify your role on this project or in company */
        roles?: string[];
        /** @description e.g. 2014-06-29 */
        startDate?: string;
        /** @description e.g. 'volunteering', 'presentation', 'talk', 'application', 'conference' */
        type?: string;
        /**
         * Format: uri
         * @description e.g. http://www.computer.org/csdl/mags/co/1996/10/rx069-abs.html
         */
        url?: string;
      } & {
        [key: string]: unknown;
      })[];
      /** @description Specify your publications through your career */
      publications?: ({
        /** @description e.g. The World Wide Web */
        name?: string;
        /** @description e.g. IEEE, Computer Magazine */
        publisher?: string;
        /** @description e.g. 2014-06-29 */
        releaseDate?: string;
        /** @description Short summary of publication. e.g. Discussion of the World Wide Web, HTTP, HTML. */
        summary?: string;
        /**
         * Format: uri
         * @description e.g. http://www.computer.org.example.com/csdl/mags/co/1996/10/rx069-abs.html
         */
        url?: string;
      } & {
        [key: string]: unknown;
      })[];
      /** @description List references you have received */
      references?: ({
        /** @description e.g. Timothy Cook */
        name?: string;
        /** @description e.g. Joe blogs was a great employee, who turned up to work at least once a week. He exceeded my expectations when it came to doing nothing. */
        reference?: string;
      } & {
        [key: string]: unknown;
      })[];
      /** @description List out your professional skill-set */
      skills?: ({
        /** @description List some keywords pertaining to this skill */
        keywords?: string[];
        /** @description e.g. Master */
        level?: string;
        /** @description e.g. Web Development */
        name?: string;
      } & {
        [key: string]: unknown;
      })[];
      volunteer?: ({
        /** @description e.g. 2014-06-29 */
        endDate?: string;
        /** @description Specify accomplishments and achievements */
        highlights?: string[];
        /** @description e.g. Facebook */
        organization?: string;
        /** @description e.g. Software Engineer */
        position?: string;
        /** @description e.g. 2014-06-29 */
        startDate?: string;
        /** @description Give an overview of your responsibilities at the company */
        summary?: string;
        /**
         * Format: uri
         * @description e.g. http://facebook.example.com
         */
        url?: string;
      } & {
        [key: string]: unknown;
      })[];
      work?: ({
        /** @description e.g. Social Media Company */
        description?: string;
        /** @description e.g. 2014-06-29 */
        endDate?: string;
        /** @description Specify multiple accomplishments */
        highlights?: string[];
        /** @description e.g. Menlo Park, CA */
        location?: string;
        /** @description e.g. Facebook */
        name?: string;
        /** @description e.g. Software Engineer */
        position?: string;
        /** @description e.g. 2014-06-29 */
        startDate?: string;
        /** @description Give an overview of your responsibilities at the company */
        summary?: string;
        /**
         * Format: uri
         * @description e.g. http://facebook.example.com
         */
        url?: string;
      } & {
        [key: string]: unknown;
      })[];
    };
    ResumeTaken: {
      /** @description What has no place in the profile and is kept beside it, by its path: `work.0.highlights`. */
      kept_aside: string[];
      /** @description As it goes out from now on. */
      resume: components['schemas']['Resume'];
    };
    /** @enum {string} */
    Role: 'candidate' | 'recruiter' | 'company_admin' | 'platform_admin';
    Script: {
      /**
       * Format: int64
       * @description Of all steps together.
       */
      duration_ms: number;
      id: components['schemas']['ScriptId'];
      is_default: boolean;
      slug: string;
      steps: components['schemas']['ScriptStep'][];
      title: components['schemas']['LocalText'];
    };
    /** Format: uuid */
    ScriptId: string;
    ScriptStep: {
      /** Format: int32 */
      duration_ms: number;
      /** @description Stable inside the script, e.g. `who_i_am`. */
      key: string;
      /** @description What the candidate reads while speaking. */
      prompt: components['schemas']['LocalText'];
      title: components['schemas']['LocalText'];
    };
    Session: {
      /** @description For the header `Authorization: Bearer …`. */
      access_token: string;
      /**
       * Format: int64
       * @description Seconds.
       */
      expires_in: number;
      user: components['schemas']['User'];
    };
    /**
     * Format: uuid
     * @description A family of refresh tokens: one log-in on one device.
     */
    SessionId: string;
    Signup: {
      email: string;
      first_name: string;
      language?: null | ('fr' | 'en' | 'ar');
      last_name: string;
      /** @description 12 characters at least. */
      password: string;
    };
    Source: {
      /** @description `mp4` or `master`. */
      label: string;
      /** @description For `<source type>`. */
      type: string;
      url: string;
    };
    /** @description DNSMOS P.835 (after ITU-T P.835): mean opinion scores, 1 to 5. */
    SpeechScores: {
      /** Format: float */
      background_mos: number;
      /** Format: float */
      overall_mos: number;
      /** Format: float */
      signal_mos: number;
    };
    /** @description A language somebody speaks. */
    SpokenLanguage: {
      /** @description ISO 639, e.g. `fr`. */
      code: string;
      /** @description `A1` … `C2` (CEFR) or `native`. */
      level: string;
    };
    Take: {
      /** Format: date-time */
      created_at: string;
      /** Format: int32 */
      duration_ms: number | null;
      gaps: components['schemas']['Gap'][];
      id: components['schemas']['TakeId'];
      /** @description The best scored one of at least two. */
      is_proposed: boolean;
      kept: boolean;
      /**
       * Format: int32
       * @description From 1, in the order they were begun.
       */
      number: number;
      /** @description `live` or `upload`. */
      origin: string;
      quality: components['schemas']['TakeQualityBrief'] | null;
      /**
       * @description What happened to a damaged take; `upload_unusable` for an upload that could not be
       *     prepared.
       */
      reason: string | null;
      reception: components['schemas']['Reception'] | null;
      renditions: components['schemas']['RenditionState'];
      /** Format: date-time */
      started_at: string | null;
      /**
       * @description `armed`, `recording`, `sealed`, `recovered`, `damaged` or `discarded`. An armed upload
       *     is being prepared.
       * @enum {string}
       */
      state: 'armed' | 'recording' | 'sealed' | 'recovered' | 'damaged' | 'discarded';
      video_id: components['schemas']['VideoId'];
    };
    /** Format: uuid */
    TakeId: string;
    TakeQuality: {
      /** @description When which hint stood, in the order of time. */
      hints: components['schemas']['QualityHint'][];
      /**
       * Format: float
       * @description 0 to 100.
       */
      overall: number | null;
      reason: components['schemas']['Criterion'] | null;
      /** @description About one a second, in the order of time. */
      samples: components['schemas']['QualitySample'][];
      scores: components['schemas']['QualityScores'];
      speech: components['schemas']['SpeechScores'] | null;
      status: components['schemas']['QualityStatus'];
      /** @description For the next take, the most useful first. */
      tips: components['schemas']['QualityTip'][];
    };
    /** @description More by `GET /api/takes/{id}/quality/`. */
    TakeQualityBrief: {
      /**
       * Format: float
       * @description 0 to 100.
       */
      overall: number | null;
      status: components['schemas']['QualityStatus'];
    };
    /** @description One picture with a grid of tiles, row by row, one every `interval_ms`. */
    ThumbnailSheet: {
      /** Format: int32 */
      columns: number;
      /** Format: int32 */
      interval_ms: number;
      /** Format: int32 */
      rows: number;
      /** Format: int32 */
      tile_height: number;
      /**
       * Format: int32
       * @description Pixels.
       */
      tile_width: number;
      url: string;
    };
    Ticket: {
      /** Format: date-time */
      expires_at: string;
      /** @description Of the WebSocket. */
      path: string;
      /** @description The take that will be recorded; its row is `armed`. */
      take_id: components['schemas']['TakeId'];
      /** @description For the first message on the live WebSocket; good once. */
      ticket: string;
    };
    TotpConfirm: {
      /** @description Six digits of the app. */
      code: string;
    };
    TotpProof: {
      /** @description Six digits of the app, or a recovery code. */
      code: string;
      password: string;
    };
    TotpSetup: {
      /** @description The same as a QR code: the `d` of an SVG path in a box of `qr_size` squares a side. */
      qr_path: string;
      /** Format: int32 */
      qr_size: number;
      /** @description Base32, for typing. */
      secret: string;
      /** @description `otpauth://…`, which an app on the same device opens. */
      uri: string;
    };
    TotpStart: {
      /** @description Again: a machine left open must not shut its owner out. */
      password: string;
    };
    TotpState: {
      /**
       * Format: date-time
       * @description Since when a code is asked for at log-in; null when it is not.
       */
      on_since: string | null;
      /**
       * Format: int64
       * @description Of the ten last made.
       */
      recovery_codes_left: number;
    };
    /** @description A file and what belongs to it, in any order. */
    UploadForm: {
      /**
       * Format: binary
       * @description A video: MP4, MOV or WebM, with sound.
       */
      file: string;
      /** @description Of the video that is made for it; without meaning beside `video_id`. */
      title?: string | null;
      video_id?: components['schemas']['VideoId'] | null;
    };
    /** @description What may be uploaded. */
    UploadRules: {
      /** @description For a file picker; what a file is, its bytes say. */
      content_types: string[];
      /**
       * Format: double
       * @description Seconds.
       */
      longest: number;
      /** Format: int64 */
      max_bytes: number;
      /**
       * Format: double
       * @description Seconds.
       */
      shortest: number;
    };
    /** @description A take that is being prepared, and its video. */
    Uploaded: {
      take: components['schemas']['Take'];
      video: components['schemas']['Video'];
    };
    User: {
      /** @description Whether this server sends that letter. */
      can_verify_email: boolean;
      company: components['schemas']['UserCompany'] | null;
      email: string;
      /** @description Whether a letter to it was opened. */
      email_verified: boolean;
      first_name: string;
      id: components['schemas']['UserId'];
      /**
       * @description `fr`, `en` or `ar`.
       * @enum {string}
       */
      language: 'fr' | 'en' | 'ar';
      last_name: string;
      profile_id: components['schemas']['ProfileId'] | null;
      role: components['schemas']['Role'];
    };
    UserCompany: {
      id: components['schemas']['CompanyId'];
      name: string;
    };
    /** Format: uuid */
    UserId: string;
    Video: {
      /**
       * Format: int32
       * @description Milliseconds; positive: sound starts after the picture.
       */
      av_offset_ms: number | null;
      /** @description SHA-256 of the master, hexadecimal. */
      checksum: string | null;
      /** @description `h264` or `vp8`. */
      codec: string | null;
      /** Format: date-time */
      created_at: string;
      /**
       * @description Why, for the owner; empty for anybody else: `skills_changed`, `languages_changed`,
       *     `education_changed`, `experience_changed` (in the profile, since the video was linked) and
       *     `presentation_old` (recorded more than twelve months ago).
       */
      cv_update_reasons: string[];
      cv_update_suggested: boolean;
      description: string;
      /**
       * Format: double
       * @description Seconds, of the kept take; null for a draft, like everything measured.
       */
      duration: number | null;
      /** @description `mp4` or `webm`: of the master. */
      format: string | null;
      gaps: components['schemas']['Gap'][];
      /** Format: int32 */
      height: number | null;
      id: components['schemas']['VideoId'];
      /** @description Seen by its owner alone, always. */
      is_practice: boolean;
      kept_take_id: components['schemas']['TakeId'] | null;
      linked_to_cv: boolean;
      /**
       * Format: float
       * @description 0 to 100, of the kept take: the owner's, as long as the take is scored. A company
       *     gets it for a presentation video whose candidate agrees to `quality_filter`; else null.
       */
      overall_score: number | null;
      /** @description Signed, good for five minutes. */
      poster_url: string | null;
      /** @description The owner's; null for anybody else. */
      private_notes: string | null;
      profile: components['schemas']['ProfileId'];
      /** @description Why a `rejected` video was: for its owner and the platform. */
      rejection_reason: string | null;
      scores: components['schemas']['QualityScores'] | null;
      script_id: components['schemas']['ScriptId'];
      /**
       * Format: int64
       * @description Bytes of the master.
       */
      size: number | null;
      status: components['schemas']['VideoStatus'];
      /** @description The owner's; null for anybody else. Without those thrown away. */
      takes: components['schemas']['Take'][] | null;
      title: string;
      /** Format: int32 */
      unique_viewers: number;
      /** Format: date-time */
      updated_at: string;
      user: components['schemas']['UserId'];
      /** Format: int32 */
      view_count: number;
      /** Format: int32 */
      width: number | null;
    };
    /** Format: uuid */
    VideoId: string;
    /**
     * @description The state's name in JSON and in the row.
     * @enum {string}
     */
    VideoStatus: 'draft' | 'processing' | 'completed' | 'approved' | 'rejected' | 'failed';
    /** @description The viewer's own record. */
    View: {
      completed_viewing: boolean;
      /**
       * Format: double
       * @description Seconds watched: every part counts once.
       */
      duration: number;
      id: components['schemas']['ViewId'];
      /** @description `[from, to]` in seconds, ascending and disjoint. */
      intervals: number[][];
      notes: string;
      /** Format: int32 */
      rating: number | null;
      video: components['schemas']['VideoId'];
      /** Format: date-time */
      viewed_at: string;
      viewer: components['schemas']['UserId'];
    };
    ViewEntry: components['schemas']['View'] | components['schemas']['ByCompany'];
    /** Format: uuid */
    ViewId: string;
    ViewReport: {
      /** @default null */
      completed_viewing?: boolean | null;
      /**
       * @description `[from, to]` in seconds; added to what was reported before.
       * @default []
       */
      intervals?: number[][];
      /** @default null */
      notes?: string | null;
      /**
       * Format: int32
       * @description 1 to 5.
       * @default null
       */
      rating?: number | null;
    };
    /** @description Who may see the profile and its kept video. */
    Visibility: {
      all_companies: boolean;
      company_ids: components['schemas']['CompanyId'][];
    };
    WeekOfViews: {
      /** Format: int64 */
      completed_views: number;
      /** Format: int64 */
      unique_viewers: number;
      /** Format: int64 */
      view_count: number;
      /**
       * Format: double
       * @description Seconds.
       */
      watch_time: number;
      /**
       * Format: date
       * @description Its Monday, in UTC.
       */
      week: string;
    };
    WithdrawConsent: {
      /** @description `record`, `analyse` or `quality_filter`. */
      kind: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
