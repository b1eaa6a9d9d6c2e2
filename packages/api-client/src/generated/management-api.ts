/** Generated from docs/openapi.json; see tools/documents/generated.mjs. */

export interface paths {
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is calling, with which roles and permissions
         * @description Needs the permission `self:read`.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List collections
         * @description Needs the permission `config:read`.
         */
        get: operations["getCollections"];
        put?: never;
        /**
         * Create a collection
         * @description Needs the permission `config:write`.
         */
        post: operations["postCollections"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one collection
         * @description Needs the permission `config:read`.
         */
        get: operations["getCollectionsId"];
        /**
         * Replace a collection
         * @description Needs the permission `config:write`.
         */
        put: operations["putCollectionsId"];
        post?: never;
        /**
         * Delete a collection
         * @description Needs the permission `config:write`.
         */
        delete: operations["deleteCollectionsId"];
        options?: never;
        head?: never;
        /**
         * Change fields of a collection (JSON merge patch, RFC 7396)
         * @description Needs the permission `config:write`.
         */
        patch: operations["patchCollectionsId"];
        trace?: never;
    };
    "/collections/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the status or labels of many collections, or delete them: all or none
         * @description Needs the permission `config:write`.
         */
        post: operations["postCollectionsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Publish a collection, or make it a draft again
         * @description Needs the permission `config:write`.
         */
        put: operations["putCollectionsIdStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{id}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a collection with its proxies, all of them as drafts
         * @description Needs the permission `config:write`.
         */
        post: operations["postCollectionsIdDuplicate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proxies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List proxies
         * @description Needs the permission `config:read`.
         */
        get: operations["getProxies"];
        put?: never;
        /**
         * Create a proxy
         * @description Needs the permission `config:write`.
         */
        post: operations["postProxies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proxies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one proxy
         * @description Needs the permission `config:read`.
         */
        get: operations["getProxiesId"];
        /**
         * Replace a proxy
         * @description Needs the permission `config:write`.
         */
        put: operations["putProxiesId"];
        post?: never;
        /**
         * Delete a proxy
         * @description Needs the permission `config:write`.
         */
        delete: operations["deleteProxiesId"];
        options?: never;
        head?: never;
        /**
         * Change fields of a proxy (JSON merge patch, RFC 7396)
         * @description Needs the permission `config:write`.
         */
        patch: operations["patchProxiesId"];
        trace?: never;
    };
    "/proxies/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the status or labels of many proxies, or delete them: all or none
         * @description Needs the permission `config:write`.
         */
        post: operations["postProxiesBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proxies/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Publish a proxy, or make it a draft again
         * @description Needs the permission `config:write`.
         */
        put: operations["putProxiesIdStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clients
         * @description Needs the permission `config:read`.
         */
        get: operations["getClients"];
        put?: never;
        /**
         * Create a client
         * @description Needs the permission `config:write`.
         */
        post: operations["postClients"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one client
         * @description Needs the permission `config:read`.
         */
        get: operations["getClientsId"];
        /**
         * Replace a client
         * @description Needs the permission `config:write`.
         */
        put: operations["putClientsId"];
        post?: never;
        /**
         * Delete a client
         * @description Needs the permission `config:write`.
         */
        delete: operations["deleteClientsId"];
        options?: never;
        head?: never;
        /**
         * Change fields of a client (JSON merge patch, RFC 7396)
         * @description Needs the permission `config:write`.
         */
        patch: operations["patchClientsId"];
        trace?: never;
    };
    "/clients/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the status or labels of many clients, or delete them: all or none
         * @description Needs the permission `config:write`.
         */
        post: operations["postClientsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List profiles
         * @description Needs the permission `config:read`.
         */
        get: operations["getProfiles"];
        put?: never;
        /**
         * Create a profile
         * @description Needs the permission `config:write`.
         */
        post: operations["postProfiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one profile
         * @description Needs the permission `config:read`.
         */
        get: operations["getProfilesId"];
        /**
         * Replace a profile
         * @description Needs the permission `config:write`.
         */
        put: operations["putProfilesId"];
        post?: never;
        /**
         * Delete a profile
         * @description Needs the permission `config:write`.
         */
        delete: operations["deleteProfilesId"];
        options?: never;
        head?: never;
        /**
         * Change fields of a profile (JSON merge patch, RFC 7396)
         * @description Needs the permission `config:write`.
         */
        patch: operations["patchProfilesId"];
        trace?: never;
    };
    "/profiles/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the status or labels of many profiles, or delete them: all or none
         * @description Needs the permission `config:write`.
         */
        post: operations["postProfilesBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/{id}/rotate-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a profile a new token; the old one ends at once or after an overlap
         * @description Needs the permission `config:write`.
         */
        post: operations["postProfilesIdRotateToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a jwt profile a new secret; the old one ends at once or after an overlap
         * @description Needs the permission `config:write`.
         */
        post: operations["postProfilesIdRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/{id}/versions/{versionId}": {
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
         * Kill one version of a profile's token or secret, and end what is open under it
         * @description Needs the permission `config:write`.
         */
        delete: operations["deleteProfilesIdVersionsVersionId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policies
         * @description Needs the permission `config:read`.
         */
        get: operations["getPolicies"];
        put?: never;
        /**
         * Create a policy
         * @description Needs the permission `config:write`.
         */
        post: operations["postPolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one policy
         * @description Needs the permission `config:read`.
         */
        get: operations["getPoliciesId"];
        /**
         * Replace a policy
         * @description Needs the permission `config:write`.
         */
        put: operations["putPoliciesId"];
        post?: never;
        /**
         * Delete a policy
         * @description Needs the permission `config:write`.
         */
        delete: operations["deletePoliciesId"];
        options?: never;
        head?: never;
        /**
         * Change fields of a policy (JSON merge patch, RFC 7396)
         * @description Needs the permission `config:write`.
         */
        patch: operations["patchPoliciesId"];
        trace?: never;
    };
    "/policies/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the status or labels of many policies, or delete them: all or none
         * @description Needs the permission `config:write`.
         */
        post: operations["postPoliciesBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List credentials
         * @description Needs the permission `config:read`.
         */
        get: operations["getCredentials"];
        put?: never;
        /**
         * Create a credential
         * @description Needs the permission `config:write`.
         */
        post: operations["postCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one credential
         * @description Needs the permission `config:read`.
         */
        get: operations["getCredentialsId"];
        /**
         * Replace a credential
         * @description Needs the permission `config:write`.
         */
        put: operations["putCredentialsId"];
        post?: never;
        /**
         * Delete a credential
         * @description Needs the permission `config:write`.
         */
        delete: operations["deleteCredentialsId"];
        options?: never;
        head?: never;
        /**
         * Change fields of a credential (JSON merge patch, RFC 7396)
         * @description Needs the permission `config:write`.
         */
        patch: operations["patchCredentialsId"];
        trace?: never;
    };
    "/credentials/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the status or labels of many credentials, or delete them: all or none
         * @description Needs the permission `config:write`.
         */
        post: operations["postCredentialsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credentials/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a basic, api_key, oauth2_client or mtls credential for real, on a gateway; each test is audited
         * @description Needs the permission `config:write`.
         */
        post: operations["postCredentialsIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the settings of the deployment
         * @description Needs the permission `config:read`.
         */
        get: operations["getSettings"];
        /**
         * Replace the settings
         * @description Needs the permission `config:write`.
         */
        put: operations["putSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings (JSON merge patch, RFC 7396)
         * @description Needs the permission `config:write`.
         */
        patch: operations["patchSettings"];
        trace?: never;
    };
    "/config/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Config as a document, by key; secrets only as references
         * @description Needs the permission `config:read`.
         */
        get: operations["getConfigExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a document has the right shape and refers to what exists
         * @description Needs the permission `config:read`.
         */
        post: operations["postConfigValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a document would change, resource by resource and field by field
         * @description Needs the permission `config:read`.
         */
        post: operations["postConfigDiff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make config what a document says: all of it as one version, or nothing
         * @description Needs the permission `config:write`.
         */
        post: operations["postConfigApply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/openapi/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an import of an OpenAPI document would do, and what of it can't be carried over
         * @description Needs the permission `config:read`.
         */
        post: operations["postImportsOpenapiPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a collection with its proxies of an OpenAPI document, or merge one into a collection
         * @description Needs the permission `config:write`.
         */
        post: operations["postImportsOpenapi"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{id}/openapi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A collection as an OpenAPI document for its callers: nothing of what is behind the gateway
         * @description Needs the permission `config:read`.
         */
        get: operations["getCollectionsIdOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit entries: changes, sign-ins and refused calls
         * @description Needs the permission `audit:read`.
         */
        get: operations["getAuditLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit-logs/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the audit chains are whole, or where one breaks
         * @description Needs the permission `audit:read`.
         */
        get: operations["getAuditLogsVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/versions/epoch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The epoch of config, and whether anybody has what the database does not have
         * @description Needs the permission `config:read`.
         */
        get: operations["getVersionsEpoch"];
        put?: never;
        /**
         * Begin a new epoch, so that gateways go over to what a restored database holds
         * @description Needs the permission `epoch:raise`.
         */
        post: operations["postVersionsEpoch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Config versions, newest first unless sorted otherwise
         * @description Needs the permission `config:read`.
         */
        get: operations["getVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One config version, with why it was made
         * @description Needs the permission `config:read`.
         */
        get: operations["getVersionsVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/versions/{version}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is different in a config version from another one, and who changed it
         * @description Needs the permission `config:read`.
         */
        get: operations["getVersionsVersionDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/versions/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make config what it was in a version, as a new version: all of it, or nothing
         * @description Needs the permission `config:write`.
         */
        post: operations["postVersionsVersionRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Request log, newest first
         * @description Needs the permission `logs:read`.
         */
        get: operations["getLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One entry of the request log
         * @description Needs the permission `logs:read`.
         */
        get: operations["getLogsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/{id}/bodies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was captured of a request's bodies; each view is audited
         * @description Needs the permission `logs:body`.
         */
        get: operations["getLogsIdBodies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Gateway workers that are known: those that report, and those that have fallen silent
         * @description Needs the permission `config:read`.
         */
        get: operations["getGateways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys of the deployment, what uses them, and how far a rotation is
         * @description Needs the permission `keys:manage`.
         */
        get: operations["getKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/rewrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wrap every key anew under the current master key
         * @description Needs the permission `keys:manage`.
         */
        post: operations["postKeysRewrap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new keys and encrypt everything anew, in the background
         * @description Needs the permission `keys:manage`.
         */
        post: operations["postKeysRotate"];
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
        Error: {
            /** @enum {string} */
            error: "bad_request" | "body_too_large" | "uri_too_long" | "headers_too_large" | "request_timeout" | "unsupported_media_type" | "validation_failed" | "not_supported" | "missing_headers" | "unauthorized" | "token_expired" | "session_expired" | "link_invalid" | "auth_throttled" | "forbidden" | "csrf_failed" | "portal_access_denied" | "client_inactive" | "profile_inactive" | "profile_expired" | "ip_not_allowed" | "collection_access_denied" | "route_not_found" | "not_found" | "method_not_allowed" | "maintenance" | "route_invalid" | "rate_limit_exceeded" | "quota_exceeded" | "limiter_unavailable" | "too_many_requests" | "upstream_unreachable" | "upstream_timeout" | "circuit_open" | "credential_unavailable" | "conflict" | "referenced" | "precondition_required" | "precondition_failed" | "idempotency_conflict" | "history_gone" | "secret_unreadable" | "egress_not_allowed" | "no_gateway" | "not_ready" | "config_stale" | "service_unavailable" | "internal_error";
            message: string;
            requestId: string;
            details?: {
                path: string;
                code: string;
                message: string;
            }[];
        };
        CollectionInput: {
            key?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name: string;
            /** @default  */
            description: string;
            hosts?: string[];
            basePath: string;
            /** @default null */
            targetEndpoint: string | null;
            /**
             * @default {
             *       "targets": null,
             *       "timeouts": {},
             *       "tls": null,
             *       "retry": null,
             *       "circuitBreaker": null,
             *       "healthCheck": null,
             *       "forwardIdentity": false
             *     }
             */
            upstream: {
                /** @default null */
                targets: {
                    url: string;
                    /** @default 1 */
                    weight: number;
                }[] | null;
                /** @default {} */
                timeouts: {
                    connectMs?: number;
                    headersMs?: number;
                    idleBodyMs?: number;
                };
                /** @default null */
                tls: {
                    /** @default null */
                    ca: string | null;
                    /** @default null */
                    serverName: string | null;
                    /** @default true */
                    verify: boolean;
                } | null;
                /** @default null */
                retry: {
                    attempts: number;
                } | null;
                /** @default null */
                circuitBreaker: {
                    /** @default 5 */
                    failures: number;
                    /** @default 30000 */
                    openMs: number;
                } | null;
                /** @default null */
                healthCheck: {
                    path: string;
                    /** @default 10000 */
                    intervalMs: number;
                    /** @default 2000 */
                    timeoutMs: number;
                    /** @default 2 */
                    healthyAfter: number;
                    /** @default 3 */
                    unhealthyAfter: number;
                    /** @default null */
                    expectedStatus: number | null;
                } | null;
                /** @default false */
                forwardIdentity: boolean;
            };
            /** @default null */
            credentialId: string | null;
            headers?: {
                name: string;
                /**
                 * @default request
                 * @enum {string}
                 */
                direction: "request" | "response";
                /**
                 * @default set
                 * @enum {string}
                 */
                op: "set" | "append" | "remove";
                value?: {
                    value: string;
                } | {
                    env: string;
                } | {
                    file: string;
                } | string;
            }[];
            /** @default null */
            maxBodyBytes: number | null;
            cors?: {
                allowOrigins: string[];
                allowMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowHeaders?: string[];
                exposeHeaders?: string[];
                maxAge?: number;
            } | null;
            maintenance?: {
                message: string;
                until?: string | null;
            } | null;
            /**
             * @default [
             *       "default"
             *     ]
             */
            gatewayGroups: string[];
            /**
             * @default {
             *       "visible": true,
             *       "tokenRotation": false
             *     }
             */
            portal: {
                /** @default true */
                visible: boolean;
                /** @default false */
                tokenRotation: boolean;
            };
            /**
             * @default draft
             * @enum {string}
             */
            status: "draft" | "published";
        };
        CollectionBulkInput: {
            ids: string[];
            /** @default {} */
            revisions: {
                [key: string]: number;
            };
            /** @constant */
            action: "status";
            /** @enum {string} */
            status: "draft" | "published";
        } | {
            ids: string[];
            /** @default {} */
            revisions: {
                [key: string]: number;
            };
            /** @constant */
            action: "labels";
            labels: {
                [key: string]: string | null;
            };
        } | {
            ids: string[];
            /** @default {} */
            revisions: {
                [key: string]: number;
            };
            /** @constant */
            action: "delete";
        };
        CollectionStatusInput: {
            /** @enum {string} */
            status: "draft" | "published";
        };
        CollectionDuplicateInput: {
            name?: string;
            key?: string;
            basePath?: string;
        };
        ProxyInput: {
            key?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            managedBy?: string | null;
            collectionId: string;
            name: string;
            /** @default  */
            description: string;
            methods: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
            path: string;
            handler?: {
                /** @constant */
                kind: "forward";
                targetPath: string;
            } | {
                /** @constant */
                kind: "static";
                /** @default 200 */
                status: number;
                headers?: {
                    name: string;
                    value: string;
                }[] | {
                    [key: string]: string;
                };
                /** @default  */
                body: string;
            };
            targetPath?: string;
            headers?: {
                name: string;
                /**
                 * @default request
                 * @enum {string}
                 */
                direction: "request" | "response";
                /**
                 * @default set
                 * @enum {string}
                 */
                op: "set" | "append" | "remove";
                value?: {
                    value: string;
                } | {
                    env: string;
                } | {
                    file: string;
                } | string;
            }[];
            params?: {
                name: string;
                /** @enum {string} */
                in: "path" | "query";
                /**
                 * @default string
                 * @enum {string}
                 */
                type: "string" | "integer" | "number" | "boolean";
                required?: boolean;
                /** @default  */
                description: string;
                default?: string | number | boolean;
                enum?: (string | number | boolean)[];
            }[];
            /** @default null */
            requestSchema: unknown;
            /** @default null */
            responseSchema: unknown;
            /** @default null */
            requestExample: unknown;
            /** @default null */
            responseExample: unknown;
            /** @default false */
            streaming: boolean;
            /** @default false */
            retryable: boolean;
            /** @default null */
            credentialId: string | null;
            /** @default {} */
            timeouts: {
                connectMs?: number;
                headersMs?: number;
                idleBodyMs?: number;
            };
            /** @default null */
            maxBodyBytes: number | null;
            /**
             * @default {
             *       "headers": false,
             *       "requestBody": false,
             *       "responseBody": false,
             *       "maxBytes": 16384
             *     }
             */
            capture: {
                /** @default false */
                headers: boolean;
                /** @default false */
                requestBody: boolean;
                /** @default false */
                responseBody: boolean;
                /** @default 16384 */
                maxBytes: number;
            };
            /** @default false */
            deprecated: boolean;
            sunset?: string | null;
            /**
             * @default draft
             * @enum {string}
             */
            status: "draft" | "published";
        };
        ProxyStatusInput: {
            /** @enum {string} */
            status: "draft" | "published";
        };
        ClientInput: {
            key?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name: string;
            /** @default  */
            description: string;
            /** Format: email */
            email: string;
            collectionIds?: string[];
            /** @default null */
            policyId: string | null;
            /** @default true */
            active: boolean;
            /** @default false */
            hasPortalAccess: boolean;
            authorizedEmails?: string[];
        };
        ProfileInput: {
            key?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            managedBy?: string | null;
            clientId: string;
            name: string;
            /**
             * @default token
             * @enum {string}
             */
            authType: "token" | "jwt" | "oidc" | "mtls" | "none";
            jwt?: {
                /**
                 * @default HS256
                 * @enum {string}
                 */
                algorithm: "HS256" | "HS384" | "HS512";
                /** @default null */
                issuer: string | null;
                /** @default null */
                audience: string | null;
                /** @default null */
                maxLifetime: number | null;
                /** @default 0 */
                clockSkew: number;
                /** @default {} */
                requiredClaims: {
                    [key: string]: (string | number | boolean) | (string | number | boolean)[];
                };
            };
            oidc?: {
                issuer: string;
                audience: string;
                /** @default null */
                jwksUri: string | null;
                algorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
                /**
                 * @default access
                 * @enum {string}
                 */
                tokenKind: "access" | "id";
                /** @default {} */
                requiredClaims: {
                    [key: string]: (string | number | boolean) | (string | number | boolean)[];
                };
            };
            mtls?: {
                caCertificates: string;
                match: {
                    /** @enum {string} */
                    type: "cn" | "dns" | "uri" | "email" | "ip" | "thumbprint";
                    value: string;
                }[];
                /** @default null */
                crl: {
                    /** @default null */
                    pem: string | null;
                    /** @default null */
                    url: string | null;
                    /** @default 300 */
                    refreshSeconds: number;
                } | null;
            };
            allowedMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
            allowedIps?: (string)[] | string;
            deniedIps?: (string)[] | string;
            /** @default true */
            active: boolean;
            expiresAt?: string | null;
        };
        ProfileRotateTokenInput: {
            /** @default 0 */
            overlapSeconds: number;
        };
        PolicyInput: {
            key?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name: string;
            /** @default  */
            description: string;
            /** @default null */
            rateLimit: {
                max: number;
                /** @enum {string} */
                interval: "1m" | "5m" | "1h";
            } | null;
            /** @default null */
            quota: {
                max: number;
                /** @enum {string} */
                interval: "1d" | "7d" | "30d";
            } | null;
            /** @default true */
            active: boolean;
            /**
             * @default share
             * @enum {string}
             */
            onLimiterFailure: "share" | "closed" | "open";
        };
        CredentialInput: {
            key?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name: string;
            /** @default  */
            description: string;
            /** @enum {string} */
            type: "basic" | "api_key" | "oauth2_client" | "mtls" | "mongodb" | "postgres" | "sqlserver" | "oracle" | "redis" | "smtp" | "sendgrid" | "kafka" | "imap";
            apiKey?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            password?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            clientSecret?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            clientCertificate?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            clientPrivateKey?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            caCertificate?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            connectionString?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            saslPassword?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            sslKey?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            /** @enum {string} */
            keyIn?: "header" | "query";
            keyName?: string;
            username?: string;
            clientId?: string;
            tokenUrl?: string;
            scopes?: string[];
            audience?: string;
            host?: string;
            port?: number;
            tls?: boolean;
            /** Format: email */
            fromAddress?: string;
            brokers?: string[];
            /** @enum {string} */
            saslMechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
            saslUsername?: string;
            sslCertificate?: string;
            sslCa?: string;
            origins?: string[];
        };
        CredentialTestInput: {
            url?: string;
        };
        SettingsInput: {
            deniedIps?: (string)[] | string;
            maintenance?: {
                message: string;
                until?: string | null;
            } | null;
            cors?: {
                allowOrigins: string[];
                allowMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowHeaders?: string[];
                exposeHeaders?: string[];
                maxAge?: number;
            } | null;
            /** @default {} */
            timeouts: {
                connectMs?: number;
                headersMs?: number;
                idleBodyMs?: number;
            };
            /** @default null */
            maxBodyBytes: number | null;
        };
        ConfigValidateInput: {
            /**
             * @default 1
             * @constant
             */
            version: 1;
            managedBy?: string | null;
            policies?: {
                key: string;
                /** @default {} */
                labels: {
                    [key: string]: string;
                };
                managedBy?: string | null;
                name: string;
                /** @default  */
                description: string;
                /** @default null */
                rateLimit: {
                    max: number;
                    /** @enum {string} */
                    interval: "1m" | "5m" | "1h";
                } | null;
                /** @default null */
                quota: {
                    max: number;
                    /** @enum {string} */
                    interval: "1d" | "7d" | "30d";
                } | null;
                /** @default true */
                active: boolean;
                /**
                 * @default share
                 * @enum {string}
                 */
                onLimiterFailure: "share" | "closed" | "open";
            }[];
            credentials?: {
                key: string;
                /** @default {} */
                labels: {
                    [key: string]: string;
                };
                managedBy?: string | null;
                name: string;
                /** @default  */
                description: string;
                /** @enum {string} */
                type: "basic" | "api_key" | "oauth2_client" | "mtls" | "mongodb" | "postgres" | "sqlserver" | "oracle" | "redis" | "smtp" | "sendgrid" | "kafka" | "imap";
                apiKey?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                password?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                clientSecret?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                clientCertificate?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                clientPrivateKey?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                caCertificate?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                connectionString?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                saslPassword?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                sslKey?: (string | {
                    env: string;
                } | {
                    file: string;
                } | {
                    /** @constant */
                    set: true;
                }) | null;
                /** @enum {string} */
                keyIn?: "header" | "query";
                keyName?: string;
                username?: string;
                clientId?: string;
                tokenUrl?: string;
                scopes?: string[];
                audience?: string;
                host?: string;
                port?: number;
                tls?: boolean;
                /** Format: email */
                fromAddress?: string;
                brokers?: string[];
                /** @enum {string} */
                saslMechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
                saslUsername?: string;
                sslCertificate?: string;
                sslCa?: string;
                origins?: string[];
            }[];
            collections?: {
                key: string;
                /** @default {} */
                labels: {
                    [key: string]: string;
                };
                managedBy?: string | null;
                name: string;
                /** @default  */
                description: string;
                hosts?: string[];
                basePath: string;
                /** @default null */
                targetEndpoint: string | null;
                /**
                 * @default {
                 *       "targets": null,
                 *       "timeouts": {},
                 *       "tls": null,
                 *       "retry": null,
                 *       "circuitBreaker": null,
                 *       "healthCheck": null,
                 *       "forwardIdentity": false
                 *     }
                 */
                upstream: {
                    /** @default null */
                    targets: {
                        url: string;
                        /** @default 1 */
                        weight: number;
                    }[] | null;
                    /** @default {} */
                    timeouts: {
                        connectMs?: number;
                        headersMs?: number;
                        idleBodyMs?: number;
                    };
                    /** @default null */
                    tls: {
                        /** @default null */
                        ca: string | null;
                        /** @default null */
                        serverName: string | null;
                        /** @default true */
                        verify: boolean;
                    } | null;
                    /** @default null */
                    retry: {
                        attempts: number;
                    } | null;
                    /** @default null */
                    circuitBreaker: {
                        /** @default 5 */
                        failures: number;
                        /** @default 30000 */
                        openMs: number;
                    } | null;
                    /** @default null */
                    healthCheck: {
                        path: string;
                        /** @default 10000 */
                        intervalMs: number;
                        /** @default 2000 */
                        timeoutMs: number;
                        /** @default 2 */
                        healthyAfter: number;
                        /** @default 3 */
                        unhealthyAfter: number;
                        /** @default null */
                        expectedStatus: number | null;
                    } | null;
                    /** @default false */
                    forwardIdentity: boolean;
                };
                headers?: {
                    name: string;
                    /**
                     * @default request
                     * @enum {string}
                     */
                    direction: "request" | "response";
                    /**
                     * @default set
                     * @enum {string}
                     */
                    op: "set" | "append" | "remove";
                    value?: {
                        value: string;
                    } | {
                        env: string;
                    } | {
                        file: string;
                    } | string;
                }[];
                /** @default null */
                maxBodyBytes: number | null;
                cors?: {
                    allowOrigins: string[];
                    allowMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                    allowHeaders?: string[];
                    exposeHeaders?: string[];
                    maxAge?: number;
                } | null;
                maintenance?: {
                    message: string;
                    until?: string | null;
                } | null;
                /**
                 * @default [
                 *       "default"
                 *     ]
                 */
                gatewayGroups: string[];
                /**
                 * @default {
                 *       "visible": true,
                 *       "tokenRotation": false
                 *     }
                 */
                portal: {
                    /** @default true */
                    visible: boolean;
                    /** @default false */
                    tokenRotation: boolean;
                };
                /**
                 * @default draft
                 * @enum {string}
                 */
                status: "draft" | "published";
                /** @default null */
                credential: string | null;
            }[];
            proxies?: {
                key: string;
                /** @default {} */
                labels: {
                    [key: string]: string;
                };
                managedBy?: string | null;
                name: string;
                /** @default  */
                description: string;
                methods: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                path: string;
                handler?: {
                    /** @constant */
                    kind: "forward";
                    targetPath: string;
                } | {
                    /** @constant */
                    kind: "static";
                    /** @default 200 */
                    status: number;
                    headers?: {
                        name: string;
                        value: string;
                    }[] | {
                        [key: string]: string;
                    };
                    /** @default  */
                    body: string;
                };
                targetPath?: string;
                headers?: {
                    name: string;
                    /**
                     * @default request
                     * @enum {string}
                     */
                    direction: "request" | "response";
                    /**
                     * @default set
                     * @enum {string}
                     */
                    op: "set" | "append" | "remove";
                    value?: {
                        value: string;
                    } | {
                        env: string;
                    } | {
                        file: string;
                    } | string;
                }[];
                params?: {
                    name: string;
                    /** @enum {string} */
                    in: "path" | "query";
                    /**
                     * @default string
                     * @enum {string}
                     */
                    type: "string" | "integer" | "number" | "boolean";
                    required?: boolean;
                    /** @default  */
                    description: string;
                    default?: string | number | boolean;
                    enum?: (string | number | boolean)[];
                }[];
                /** @default null */
                requestSchema: unknown;
                /** @default null */
                responseSchema: unknown;
                /** @default null */
                requestExample: unknown;
                /** @default null */
                responseExample: unknown;
                /** @default false */
                streaming: boolean;
                /** @default false */
                retryable: boolean;
                /** @default {} */
                timeouts: {
                    connectMs?: number;
                    headersMs?: number;
                    idleBodyMs?: number;
                };
                /** @default null */
                maxBodyBytes: number | null;
                /**
                 * @default {
                 *       "headers": false,
                 *       "requestBody": false,
                 *       "responseBody": false,
                 *       "maxBytes": 16384
                 *     }
                 */
                capture: {
                    /** @default false */
                    headers: boolean;
                    /** @default false */
                    requestBody: boolean;
                    /** @default false */
                    responseBody: boolean;
                    /** @default 16384 */
                    maxBytes: number;
                };
                /** @default false */
                deprecated: boolean;
                sunset?: string | null;
                /**
                 * @default draft
                 * @enum {string}
                 */
                status: "draft" | "published";
                collection: string;
                /** @default null */
                credential: string | null;
            }[];
            clients?: {
                key: string;
                /** @default {} */
                labels: {
                    [key: string]: string;
                };
                managedBy?: string | null;
                name: string;
                /** @default  */
                description: string;
                /** Format: email */
                email: string;
                /** @default true */
                active: boolean;
                /** @default false */
                hasPortalAccess: boolean;
                authorizedEmails?: string[];
                /** @default [] */
                collections: string[];
                /** @default null */
                policy: string | null;
            }[];
            profiles?: {
                key: string;
                /** @default {} */
                labels: {
                    [key: string]: string;
                };
                managedBy?: string | null;
                name: string;
                /**
                 * @default token
                 * @enum {string}
                 */
                authType: "token" | "jwt" | "oidc" | "mtls" | "none";
                jwt?: {
                    /**
                     * @default HS256
                     * @enum {string}
                     */
                    algorithm: "HS256" | "HS384" | "HS512";
                    /** @default null */
                    issuer: string | null;
                    /** @default null */
                    audience: string | null;
                    /** @default null */
                    maxLifetime: number | null;
                    /** @default 0 */
                    clockSkew: number;
                    /** @default {} */
                    requiredClaims: {
                        [key: string]: (string | number | boolean) | (string | number | boolean)[];
                    };
                };
                oidc?: {
                    issuer: string;
                    audience: string;
                    /** @default null */
                    jwksUri: string | null;
                    algorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
                    /**
                     * @default access
                     * @enum {string}
                     */
                    tokenKind: "access" | "id";
                    /** @default {} */
                    requiredClaims: {
                        [key: string]: (string | number | boolean) | (string | number | boolean)[];
                    };
                };
                mtls?: {
                    caCertificates: string;
                    match: {
                        /** @enum {string} */
                        type: "cn" | "dns" | "uri" | "email" | "ip" | "thumbprint";
                        value: string;
                    }[];
                    /** @default null */
                    crl: {
                        /** @default null */
                        pem: string | null;
                        /** @default null */
                        url: string | null;
                        /** @default 300 */
                        refreshSeconds: number;
                    } | null;
                };
                allowedMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowedIps?: (string)[] | string;
                deniedIps?: (string)[] | string;
                /** @default true */
                active: boolean;
                expiresAt?: string | null;
                client: string;
            }[];
        };
        ImportOpenapiPreviewInput: {
            /** @description An OpenAPI 3.0 or 3.1 document: as text in JSON or YAML, or as the object itself. */
            document: string | {
                [key: string]: unknown;
            };
            /** @description A collection to merge the operations into; without it a new one is made. */
            collectionId?: string;
            collection?: {
                key?: string;
                /** @default {} */
                labels: {
                    [key: string]: string;
                };
                managedBy?: string | null;
                name?: string;
                /** @default  */
                description: string;
                hosts?: string[];
                basePath?: string;
                /** @default null */
                targetEndpoint: string | null;
                /** @default null */
                credentialId: string | null;
            };
            /**
             * @description Which of the document's servers is the target.
             * @default 0
             */
            server: number;
            /** @description Only these, as the preview names them: `GET /pets/{id}`. */
            operations?: string[];
            /** @description Only operations with one of these. */
            tags?: string[];
            /**
             * @description Of what is new.
             * @default draft
             * @enum {string}
             */
            status: "draft" | "published";
            /**
             * @description What becomes of the collection's proxies that the document doesn't have.
             * @default keep
             * @enum {string}
             */
            gone: "keep" | "draft" | "delete";
        };
        VersionEpochInput: {
            epoch: number;
        };
        VersionRestoreInput: {
            /** @default false */
            dryRun: boolean;
            /** @default false */
            reactivate: boolean;
            baseVersion?: number;
            reason?: string;
        };
        KeyRewrapInput: Record<string, never>;
        KeyRotateInput: {
            /**
             * @default [
             *       "data"
             *     ]
             */
            purposes: ("data" | "token-pepper" | "audit-fingerprint" | "session" | "cursor")[];
        };
        Collection: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            hosts: string[];
            basePath: string;
            targetEndpoint: string | null;
            upstream: {
                targets: {
                    url: string;
                    weight: number;
                }[] | null;
                timeouts: {
                    connectMs?: number;
                    headersMs?: number;
                    idleBodyMs?: number;
                };
                tls: {
                    ca: string | null;
                    serverName: string | null;
                    verify: boolean;
                } | null;
                retry: {
                    attempts: number;
                } | null;
                circuitBreaker: {
                    failures: number;
                    openMs: number;
                } | null;
                healthCheck: {
                    path: string;
                    intervalMs: number;
                    timeoutMs: number;
                    healthyAfter: number;
                    unhealthyAfter: number;
                    expectedStatus: number | null;
                } | null;
                forwardIdentity: boolean;
            };
            credentialId: string | null;
            headers: {
                name: string;
                /** @enum {string} */
                direction: "request" | "response";
                /** @enum {string} */
                op: "set" | "append" | "remove";
                value?: {
                    value: string;
                } | {
                    env: string;
                } | {
                    file: string;
                };
            }[];
            maxBodyBytes: number | null;
            cors: {
                allowOrigins: string[];
                allowMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowHeaders?: string[];
                exposeHeaders?: string[];
                maxAge?: number;
            } | null;
            maintenance: {
                message: string;
                until: string | null;
            } | null;
            gatewayGroups: string[];
            portal: {
                visible: boolean;
                tokenRotation: boolean;
            };
            /** @enum {string} */
            status: "draft" | "published";
        };
        Proxy: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            collectionId: string;
            name: string;
            description: string;
            methods: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
            path: string;
            handler: {
                /** @constant */
                kind: "forward";
                targetPath: string;
            } | {
                /** @constant */
                kind: "static";
                status: number;
                headers: {
                    name: string;
                    value: string;
                }[];
                body: string;
            };
            headers: {
                name: string;
                /** @enum {string} */
                direction: "request" | "response";
                /** @enum {string} */
                op: "set" | "append" | "remove";
                value?: {
                    value: string;
                } | {
                    env: string;
                } | {
                    file: string;
                };
            }[];
            params: {
                name: string;
                /** @enum {string} */
                in: "path" | "query";
                /** @enum {string} */
                type: "string" | "integer" | "number" | "boolean";
                required: boolean;
                description: string;
                default?: string | number | boolean;
                enum?: (string | number | boolean)[];
            }[];
            requestSchema: unknown;
            responseSchema: unknown;
            requestExample: unknown;
            responseExample: unknown;
            streaming: boolean;
            retryable: boolean;
            credentialId: string | null;
            timeouts: {
                connectMs?: number;
                headersMs?: number;
                idleBodyMs?: number;
            };
            maxBodyBytes: number | null;
            capture: {
                headers: boolean;
                requestBody: boolean;
                responseBody: boolean;
                maxBytes: number;
            };
            deprecated: boolean;
            sunset: string | null;
            /** @enum {string} */
            status: "draft" | "published";
        };
        Client: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            email: string;
            collectionIds: string[];
            policyId: string | null;
            active: boolean;
            hasPortalAccess: boolean;
            authorizedEmails: string[];
        };
        Profile: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            clientId: string;
            name: string;
            /** @enum {string} */
            authType: "token" | "jwt" | "oidc" | "mtls" | "none";
            allowedMethods: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
            allowedIps: string[];
            deniedIps: string[];
            active: boolean;
            expiresAt: string | null;
            token?: {
                versions: {
                    id: string;
                    /** Format: date-time */
                    createdAt: string;
                    expiresAt: string | null;
                    lastUsedAt: string | null;
                }[];
            };
            jwt?: {
                /** @enum {string} */
                algorithm: "HS256" | "HS384" | "HS512";
                issuer: string | null;
                audience: string | null;
                maxLifetime: number | null;
                clockSkew: number;
                requiredClaims: {
                    [key: string]: string | number | boolean | (string | number | boolean)[];
                };
                versions: {
                    id: string;
                    /** Format: date-time */
                    createdAt: string;
                    expiresAt: string | null;
                    lastUsedAt: string | null;
                }[];
            };
            oidc?: {
                issuer: string;
                audience: string;
                jwksUri: string | null;
                algorithms: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
                /** @enum {string} */
                tokenKind: "access" | "id";
                requiredClaims: {
                    [key: string]: string | number | boolean | (string | number | boolean)[];
                };
            };
            mtls?: {
                caCertificates: string;
                authorities: {
                    subject: string;
                    issuer: string;
                    serial: string;
                    thumbprint: string;
                    /** Format: date-time */
                    notBefore: string;
                    /** Format: date-time */
                    notAfter: string;
                    expiresInDays: number;
                }[];
                match: {
                    /** @enum {string} */
                    type: "cn" | "dns" | "uri" | "email" | "ip" | "thumbprint";
                    value: string;
                }[];
                crl: {
                    pem: string | null;
                    lists: {
                        /** Format: date-time */
                        thisUpdate: string;
                        /** Format: date-time */
                        nextUpdate: string;
                        expiresInDays: number;
                        revoked: number;
                    }[];
                    url: string | null;
                    refreshSeconds: number;
                } | null;
            };
        };
        Policy: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            rateLimit: {
                max: number;
                /** @enum {string} */
                interval: "1m" | "5m" | "1h";
            } | null;
            quota: {
                max: number;
                /** @enum {string} */
                interval: "1d" | "7d" | "30d";
            } | null;
            active: boolean;
            /** @enum {string} */
            onLimiterFailure: "share" | "closed" | "open";
        };
        Credential: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "basic";
            password: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            username: string;
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "api_key";
            apiKey: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            /** @enum {string} */
            keyIn: "header" | "query";
            keyName: string;
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "oauth2_client";
            clientSecret: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            clientId: string;
            tokenUrl: string;
            scopes?: string[];
            audience?: string;
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "mtls";
            certificateExpiresAt: string | null;
            clientCertificate: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            clientPrivateKey: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            caCertificate?: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "mongodb";
            connectionString: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "postgres";
            connectionString: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "sqlserver";
            connectionString: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "oracle";
            connectionString: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "redis";
            connectionString: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "smtp";
            password: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            host: string;
            port: number;
            username: string;
            tls: boolean;
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "sendgrid";
            apiKey: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            fromAddress: string;
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "kafka";
            saslPassword?: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            sslKey?: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            brokers: string[];
            /** @enum {string} */
            saslMechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
            saslUsername?: string;
            sslCertificate?: string;
            sslCa?: string;
            tls: boolean;
        } | {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            origins: string[];
            /** @constant */
            type: "imap";
            password: {
                /** @constant */
                set: true;
                /** @constant */
                source: "value";
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "env";
                env: string;
            } | {
                /** @constant */
                set: true;
                /** @constant */
                source: "file";
                file: string;
            };
            host: string;
            port: number;
            username: string;
            tls: boolean;
        };
        CollectionOpenapi: {
            openapi: string;
            info: {
                [key: string]: unknown;
            };
            paths: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        Version: {
            version: number;
            /** Format: date-time */
            time: string;
            actor: {
                subject: string;
                name: string;
            };
            action: string;
            resource: {
                type: string;
                id: string;
                key: string;
            };
            changeId: string;
            auditSequence: number;
            reason?: string;
            lastAuditSequence: number;
        };
        VersionDiff: {
            from: number;
            to: number;
            changes: {
                kind: string;
                key: string;
                id: string | null;
                /** @enum {string} */
                action: "create" | "update" | "delete";
                fields: {
                    path: string;
                    before?: unknown;
                    after?: unknown;
                }[];
            }[];
            summary: {
                create: number;
                update: number;
                delete: number;
            };
            entries: number;
            versions: {
                version: number;
                /** Format: date-time */
                time: string;
                actor: {
                    subject: string;
                    name: string;
                };
                action: string;
                reason?: string;
            }[];
        };
        Log: {
            id: string;
            requestId: string;
            /** Format: date-time */
            time: string;
            method: string;
            path: string;
            route: string | null;
            upstream: string | null;
            status: number;
            error: string | null;
            deny: string | null;
            latencyMs: number;
            upstreamMs: number | null;
            bytesIn: number;
            bytesOut: number;
            clientId: string | null;
            profileId: string | null;
            collectionId: string | null;
            proxyId: string | null;
            ip: string;
            userAgent: string;
            gateway: string;
            versionId?: string | null;
            claimedClientId?: string;
            headers: {
                request: [
                    string,
                    string
                ][];
                response: [
                    string,
                    string
                ][] | null;
                truncated: boolean;
            } | null;
            hasBodies: boolean;
        };
        LogBodies: {
            request: {
                /** @enum {string} */
                kind: "text" | "base64" | "omitted";
                content: string;
                contentType: string | null;
                contentEncoding: string | null;
                bytes: number;
                truncated: boolean;
            } | null;
            response: {
                /** @enum {string} */
                kind: "text" | "base64" | "omitted";
                content: string;
                contentType: string | null;
                contentEncoding: string | null;
                bytes: number;
                truncated: boolean;
            } | null;
        };
        Me: {
            subject: string;
            name: string;
            /** @enum {string} */
            kind: "user" | "service";
            roles: ("viewer" | "modifier" | "auditor" | "admin")[];
            permissions: ("config:read" | "config:write" | "logs:read" | "logs:body" | "logs:delete" | "audit:read" | "audit:delete" | "keys:manage" | "epoch:raise" | "credentials:retarget" | "self:read")[];
            csrfToken?: string;
        };
        CollectionList: {
            items: components["schemas"]["Collection"][];
            nextCursor: string | null;
        };
        CollectionBulk: {
            changed: number;
            items: components["schemas"]["Collection"][];
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ProxyList: {
            items: components["schemas"]["Proxy"][];
            nextCursor: string | null;
        };
        ProxyBulk: {
            changed: number;
            items: components["schemas"]["Proxy"][];
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ClientList: {
            items: components["schemas"]["Client"][];
            nextCursor: string | null;
        };
        ClientCreated: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            name: string;
            description: string;
            email: string;
            collectionIds: string[];
            policyId: string | null;
            active: boolean;
            hasPortalAccess: boolean;
            authorizedEmails: string[];
            defaultProfile: {
                id: string;
                key: string;
                labels: {
                    [key: string]: string;
                };
                managedBy: string | null;
                /** Format: date-time */
                createdAt: string;
                /** Format: date-time */
                updatedAt: string;
                revision: number;
                warnings?: {
                    /** @enum {string} */
                    code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                    message: string;
                    path?: string;
                    other?: {
                        /** @enum {string} */
                        kind: "collection" | "profile" | "policy";
                        id: string;
                        key: string;
                        name: string;
                    };
                }[];
                clientId: string;
                name: string;
                /** @enum {string} */
                authType: "token" | "jwt" | "oidc" | "mtls" | "none";
                allowedMethods: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowedIps: string[];
                deniedIps: string[];
                active: boolean;
                expiresAt: string | null;
                token?: string;
                jwt?: {
                    /** @enum {string} */
                    algorithm: "HS256" | "HS384" | "HS512";
                    issuer: string | null;
                    audience: string | null;
                    maxLifetime: number | null;
                    clockSkew: number;
                    requiredClaims: {
                        [key: string]: string | number | boolean | (string | number | boolean)[];
                    };
                    versions: {
                        id: string;
                        /** Format: date-time */
                        createdAt: string;
                        expiresAt: string | null;
                        lastUsedAt: string | null;
                    }[];
                };
                oidc?: {
                    issuer: string;
                    audience: string;
                    jwksUri: string | null;
                    algorithms: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
                    /** @enum {string} */
                    tokenKind: "access" | "id";
                    requiredClaims: {
                        [key: string]: string | number | boolean | (string | number | boolean)[];
                    };
                };
                mtls?: {
                    caCertificates: string;
                    authorities: {
                        subject: string;
                        issuer: string;
                        serial: string;
                        thumbprint: string;
                        /** Format: date-time */
                        notBefore: string;
                        /** Format: date-time */
                        notAfter: string;
                        expiresInDays: number;
                    }[];
                    match: {
                        /** @enum {string} */
                        type: "cn" | "dns" | "uri" | "email" | "ip" | "thumbprint";
                        value: string;
                    }[];
                    crl: {
                        pem: string | null;
                        lists: {
                            /** Format: date-time */
                            thisUpdate: string;
                            /** Format: date-time */
                            nextUpdate: string;
                            expiresInDays: number;
                            revoked: number;
                        }[];
                        url: string | null;
                        refreshSeconds: number;
                    } | null;
                };
            };
            /** @constant */
            secretAlreadyShown?: true;
        };
        ClientBulk: {
            changed: number;
            items: components["schemas"]["Client"][];
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ProfileList: {
            items: components["schemas"]["Profile"][];
            nextCursor: string | null;
        };
        ProfileCreated: {
            id: string;
            key: string;
            labels: {
                [key: string]: string;
            };
            managedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            clientId: string;
            name: string;
            /** @enum {string} */
            authType: "token" | "jwt" | "oidc" | "mtls" | "none";
            allowedMethods: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
            allowedIps: string[];
            deniedIps: string[];
            active: boolean;
            expiresAt: string | null;
            token?: string;
            jwt?: {
                /** @enum {string} */
                algorithm: "HS256" | "HS384" | "HS512";
                issuer: string | null;
                audience: string | null;
                maxLifetime: number | null;
                clockSkew: number;
                requiredClaims: {
                    [key: string]: string | number | boolean | (string | number | boolean)[];
                };
                versions: {
                    id: string;
                    /** Format: date-time */
                    createdAt: string;
                    expiresAt: string | null;
                    lastUsedAt: string | null;
                }[];
            };
            oidc?: {
                issuer: string;
                audience: string;
                jwksUri: string | null;
                algorithms: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
                /** @enum {string} */
                tokenKind: "access" | "id";
                requiredClaims: {
                    [key: string]: string | number | boolean | (string | number | boolean)[];
                };
            };
            mtls?: {
                caCertificates: string;
                authorities: {
                    subject: string;
                    issuer: string;
                    serial: string;
                    thumbprint: string;
                    /** Format: date-time */
                    notBefore: string;
                    /** Format: date-time */
                    notAfter: string;
                    expiresInDays: number;
                }[];
                match: {
                    /** @enum {string} */
                    type: "cn" | "dns" | "uri" | "email" | "ip" | "thumbprint";
                    value: string;
                }[];
                crl: {
                    pem: string | null;
                    lists: {
                        /** Format: date-time */
                        thisUpdate: string;
                        /** Format: date-time */
                        nextUpdate: string;
                        expiresInDays: number;
                        revoked: number;
                    }[];
                    url: string | null;
                    refreshSeconds: number;
                } | null;
            };
            secret?: string;
            /** @constant */
            secretAlreadyShown?: true;
        };
        ProfileBulk: {
            changed: number;
            items: components["schemas"]["Profile"][];
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ProfileRotateToken: {
            profile: components["schemas"]["Profile"];
            token?: string;
            previousExpiresAt: string | null;
            /** @constant */
            secretAlreadyShown?: true;
        };
        ProfileRotateSecret: {
            profile: components["schemas"]["Profile"];
            secret?: string;
            previousExpiresAt: string | null;
            /** @constant */
            secretAlreadyShown?: true;
        };
        PolicyList: {
            items: components["schemas"]["Policy"][];
            nextCursor: string | null;
        };
        PolicyBulk: {
            changed: number;
            items: components["schemas"]["Policy"][];
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        CredentialList: {
            items: components["schemas"]["Credential"][];
            nextCursor: string | null;
        };
        CredentialBulk: {
            changed: number;
            items: components["schemas"]["Credential"][];
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        CredentialTest: {
            /** @enum {string} */
            result: "ok" | "unauthorized" | "inconclusive" | "upstream_error" | "unreachable" | "timeout" | "tls_failed" | "missing_env" | "egress_refused" | "token_endpoint_refused" | "unusable" | "busy" | "no_answer";
            missing: string | null;
            gateway: string;
            url: string | null;
        };
        Settings: {
            deniedIps: string[];
            maintenance: {
                message: string;
                until: string | null;
            } | null;
            cors: {
                allowOrigins: string[];
                allowMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowHeaders?: string[];
                exposeHeaders?: string[];
                maxAge?: number;
            } | null;
            timeouts: {
                connectMs?: number;
                headersMs?: number;
                idleBodyMs?: number;
            };
            maxBodyBytes: number | null;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ConfigExport: {
            /** @constant */
            version: 1;
            policies?: ({
                key: string;
            } & {
                [key: string]: unknown;
            })[];
            credentials?: ({
                key: string;
            } & {
                [key: string]: unknown;
            })[];
            collections?: ({
                key: string;
            } & {
                [key: string]: unknown;
            })[];
            proxies?: ({
                key: string;
            } & {
                [key: string]: unknown;
            })[];
            clients?: ({
                key: string;
            } & {
                [key: string]: unknown;
            })[];
            profiles?: ({
                key: string;
            } & {
                [key: string]: unknown;
            })[];
        };
        ConfigValidate: {
            valid: boolean;
            problems: {
                path: string;
                code: string;
                message: string;
            }[];
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ConfigDiff: {
            baseVersion: number;
            changes: {
                /** @enum {string} */
                kind: "policies" | "credentials" | "collections" | "proxies" | "clients" | "profiles";
                key: string;
                /** @enum {string} */
                action: "create" | "update" | "delete" | "unchanged";
                fields: {
                    path: string;
                    before?: unknown;
                    after?: unknown;
                }[];
                widenings: {
                    /** @enum {string} */
                    code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                    message: string;
                    path?: string;
                    other?: {
                        /** @enum {string} */
                        kind: "collection" | "profile" | "policy";
                        id: string;
                        key: string;
                        name: string;
                    };
                }[];
                heldBack: {
                    path: string;
                    message: string;
                }[];
                foreign: string | null;
                cascade: string[];
            }[];
            summary: {
                create: number;
                update: number;
                delete: number;
                unchanged: number;
            };
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ConfigApply: {
            baseVersion: number;
            changes: {
                /** @enum {string} */
                kind: "policies" | "credentials" | "collections" | "proxies" | "clients" | "profiles";
                key: string;
                /** @enum {string} */
                action: "create" | "update" | "delete" | "unchanged";
                fields: {
                    path: string;
                    before?: unknown;
                    after?: unknown;
                }[];
                widenings: {
                    /** @enum {string} */
                    code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                    message: string;
                    path?: string;
                    other?: {
                        /** @enum {string} */
                        kind: "collection" | "profile" | "policy";
                        id: string;
                        key: string;
                        name: string;
                    };
                }[];
                heldBack: {
                    path: string;
                    message: string;
                }[];
                foreign: string | null;
                cascade: string[];
            }[];
            summary: {
                create: number;
                update: number;
                delete: number;
                unchanged: number;
            };
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            applied: boolean;
            dryRun: boolean;
            configVersion: number;
            secrets?: {
                key: string;
                token?: string;
                secret?: string;
            }[];
            /** @constant */
            secretAlreadyShown?: true;
        };
        ImportOpenapiPreview: {
            /** @enum {string} */
            openapi: "3.0" | "3.1";
            servers: {
                url: string | null;
                description: string;
            }[];
            collection: {
                id: string | null;
                name: string;
                basePath: string;
                targetEndpoint: string | null;
            };
            operations: {
                operation: string;
                pointer: string;
                tags: string[];
                /** @enum {string} */
                action: "create" | "update" | "unchanged";
                proxy: {
                    id: string;
                    key: string;
                } | null;
                changed: string[];
            }[];
            gone: {
                id: string;
                key: string;
                methods: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                path: string;
            }[];
            problems: {
                pointer: string;
                code: string;
                message: string;
            }[];
            problemCounts: {
                [key: string]: number;
            };
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        ImportOpenapi: {
            collection: components["schemas"]["Collection"];
            created: number;
            updated: number;
            unchanged: number;
            gone: number;
            proxies: {
                id: string;
                key: string;
                operation: string;
            }[];
            problems: {
                pointer: string;
                code: string;
                message: string;
            }[];
            problemCounts: {
                [key: string]: number;
            };
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
        };
        AuditLogList: {
            items: {
                /** @constant */
                chain?: "access";
                sequence: number;
                version?: number;
                changeId?: string;
                /** Format: date-time */
                time: string;
                outcome: string;
                action: string;
                actor: {
                    subject: string;
                    name: string;
                    kind: string;
                    roles: string[];
                };
                request: {
                    id: string;
                    method: string;
                    url: string;
                    ip: string;
                    userAgent: string;
                };
                reason?: string;
                code?: string;
                count?: number;
                resource: {
                    type: string;
                    id: string;
                    key: string;
                };
                body?: unknown;
                before?: unknown;
                after?: unknown;
                widenings?: {
                    /** @enum {string} */
                    code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                    message: string;
                    path?: string;
                    other?: {
                        /** @enum {string} */
                        kind: "collection" | "profile" | "policy";
                        id: string;
                        key: string;
                        name: string;
                    };
                }[];
                salt: string;
                leaf: string;
                link: string;
            }[];
            nextCursor: string | null;
        };
        AuditLogVerify: {
            /** @constant */
            ok: true;
            entries: number;
            link: string;
            checkpoints: number;
            access: {
                entries: number;
                link: string;
                checkpoints: number;
            };
        } | {
            /** @constant */
            ok: false;
            entries: number;
            sequence: number;
            problem: string;
        };
        VersionEpoch: {
            epoch: number;
            version: number;
            redisIsAhead: boolean | null;
            gatewaysApart: string[];
        };
        VersionList: {
            items: {
                version: number;
                /** Format: date-time */
                time: string;
                actor: {
                    subject: string;
                    name: string;
                };
                action: string;
                resource: {
                    type: string;
                    id: string;
                    key: string;
                };
                changeId: string;
                auditSequence: number;
                reason?: string;
            }[];
            nextCursor: string | null;
        };
        VersionRestore: {
            baseVersion: number;
            changes: {
                kind: ("policies" | "credentials" | "collections" | "proxies" | "clients" | "profiles") | "settings";
                key: string;
                /** @enum {string} */
                action: "create" | "update" | "delete" | "unchanged";
                fields: {
                    path: string;
                    before?: unknown;
                    after?: unknown;
                }[];
                widenings: {
                    /** @enum {string} */
                    code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                    message: string;
                    path?: string;
                    other?: {
                        /** @enum {string} */
                        kind: "collection" | "profile" | "policy";
                        id: string;
                        key: string;
                        name: string;
                    };
                }[];
                heldBack: {
                    path: string;
                    message: string;
                }[];
                foreign: string | null;
                cascade: string[];
                lost: {
                    path: string;
                    message: string;
                }[];
            }[];
            summary: {
                create: number;
                update: number;
                delete: number;
                unchanged: number;
            };
            warnings?: {
                /** @enum {string} */
                code: "takes_requests" | "gives_requests" | "overlaps" | "in_service" | "reactivated" | "lives_longer" | "no_credential" | "weaker_credential" | "any_subject" | "more_tokens" | "more_certificates" | "more_addresses" | "wide_addresses" | "less_denied" | "more_methods" | "more_hosts" | "other_path" | "more_gateways" | "more_pages" | "access_granted" | "portal_access" | "not_limited" | "limit_raised" | "other_target" | "other_authorities" | "unverified_upstream" | "other_credential" | "secret_destination" | "identity_forwarded" | "larger_bodies" | "less_validated" | "more_captured";
                message: string;
                path?: string;
                other?: {
                    /** @enum {string} */
                    kind: "collection" | "profile" | "policy";
                    id: string;
                    key: string;
                    name: string;
                };
            }[];
            version: number;
            applied: boolean;
            dryRun: boolean;
            configVersion: number;
        };
        LogList: {
            items: components["schemas"]["Log"][];
            nextCursor: string | null;
        };
        GatewayList: {
            items: {
                workerId: string;
                instanceId: string;
                group: string;
                /** @enum {string} */
                state: "ready" | "behind" | "not_ready" | "silent" | "undeclared_group";
                notReady: ("loading" | "stale" | "clock" | "other") | null;
                version: number;
                lag: number;
                /** Format: date-time */
                startedAt: string;
                /** Format: date-time */
                reportedAt: string;
                clockOffsetMs: number | null;
                /** @enum {string} */
                clock: "right" | "wrong" | "unusable" | "unknown";
                lastError: string | null;
                problems: {
                    kind: string;
                    id: string;
                    reason: string;
                }[];
                missingEnv: string[];
                limiterMode: string;
                headAgeMs: number | null;
                stale: boolean;
                source: ("none" | "kept" | "redis") | null;
            }[];
            nextCursor: string | null;
        };
        KeyList: {
            masterKey: string | null;
            messagesPerKey: number;
            keys: {
                id: string;
                /** @enum {string} */
                purpose: "data" | "token-pepper" | "audit-fingerprint" | "session" | "cursor";
                /** @enum {string} */
                state: "active" | "retired" | "announced";
                /** Format: date-time */
                createdAt: string;
                retiredAt: string | null;
                ageSeconds: number;
                masterKey: string;
                wrappedByCurrent: boolean;
                uses: number;
                documents: number | null;
            }[];
            instances: {
                id: string;
                host: string;
                /** Format: date-time */
                seenAt: string;
                hasMasterKey: boolean;
                missingKeys: string[];
            }[];
            shared: {
                setting: string;
                inUse: string;
                next: string | null;
                waitingFor: string[];
            }[];
            gateways: {
                workerId: string;
                group: string;
                snapshotKeys: string[] | null;
                verifyKeys: string[] | null;
            }[];
            rotation: {
                id: string;
                /** @enum {string} */
                state: "announced" | "rewriting" | "done";
                /** @enum {string} */
                reason: "asked" | "used-up";
                purposes: ("data" | "token-pepper" | "audit-fingerprint" | "session" | "cursor")[];
                startedBy: {
                    subject: string;
                    name: string;
                };
                /** Format: date-time */
                startedAt: string;
                activatedAt: string | null;
                finishedAt: string | null;
                documents: {
                    total: number;
                    rewritten: number;
                };
                unreadable: {
                    collection: string;
                    id: string;
                    field: string;
                }[];
                waitingFor: string[];
            } | null;
        };
        KeyRewrap: {
            rewrapped: number;
            total: number;
        };
        KeyRotate: {
            rotation: {
                id: string;
                /** @enum {string} */
                state: "announced" | "rewriting" | "done";
                /** @enum {string} */
                reason: "asked" | "used-up";
                purposes: ("data" | "token-pepper" | "audit-fingerprint" | "session" | "cursor")[];
                startedBy: {
                    subject: string;
                    name: string;
                };
                /** Format: date-time */
                startedAt: string;
                activatedAt: string | null;
                finishedAt: string | null;
                documents: {
                    total: number;
                    rewritten: number;
                };
                unreadable: {
                    collection: string;
                    id: string;
                    field: string;
                }[];
                waitingFor: string[];
            };
        };
        CollectionPatch: {
            key?: string;
            labels?: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name?: string;
            description?: string;
            hosts?: string[];
            basePath?: string;
            targetEndpoint?: string | null;
            upstream?: {
                targets?: {
                    url: string;
                    /** @default 1 */
                    weight: number;
                }[] | null;
                timeouts?: {
                    connectMs?: number;
                    headersMs?: number;
                    idleBodyMs?: number;
                };
                tls?: {
                    /** @default null */
                    ca: string | null;
                    /** @default null */
                    serverName: string | null;
                    /** @default true */
                    verify: boolean;
                } | null;
                retry?: {
                    attempts: number;
                } | null;
                circuitBreaker?: {
                    /** @default 5 */
                    failures: number;
                    /** @default 30000 */
                    openMs: number;
                } | null;
                healthCheck?: {
                    path: string;
                    /** @default 10000 */
                    intervalMs: number;
                    /** @default 2000 */
                    timeoutMs: number;
                    /** @default 2 */
                    healthyAfter: number;
                    /** @default 3 */
                    unhealthyAfter: number;
                    /** @default null */
                    expectedStatus: number | null;
                } | null;
                forwardIdentity?: boolean;
            };
            credentialId?: string | null;
            headers?: {
                name: string;
                /**
                 * @default request
                 * @enum {string}
                 */
                direction: "request" | "response";
                /**
                 * @default set
                 * @enum {string}
                 */
                op: "set" | "append" | "remove";
                value?: {
                    value: string;
                } | {
                    env: string;
                } | {
                    file: string;
                } | string;
            }[];
            maxBodyBytes?: number | null;
            cors?: {
                allowOrigins: string[];
                allowMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowHeaders?: string[];
                exposeHeaders?: string[];
                maxAge?: number;
            } | null;
            maintenance?: {
                message: string;
                until?: string | null;
            } | null;
            gatewayGroups?: string[];
            portal?: {
                visible?: boolean;
                tokenRotation?: boolean;
            };
            /** @enum {string} */
            status?: "draft" | "published";
        };
        ProxyPatch: {
            key?: string;
            labels?: {
                [key: string]: string;
            };
            managedBy?: string | null;
            collectionId?: string;
            name?: string;
            description?: string;
            methods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
            path?: string;
            handler?: {
                /** @constant */
                kind: "forward";
                targetPath: string;
            } | {
                /** @constant */
                kind: "static";
                /** @default 200 */
                status: number;
                headers?: {
                    name: string;
                    value: string;
                }[] | {
                    [key: string]: string;
                };
                /** @default  */
                body: string;
            };
            targetPath?: string;
            headers?: {
                name: string;
                /**
                 * @default request
                 * @enum {string}
                 */
                direction: "request" | "response";
                /**
                 * @default set
                 * @enum {string}
                 */
                op: "set" | "append" | "remove";
                value?: {
                    value: string;
                } | {
                    env: string;
                } | {
                    file: string;
                } | string;
            }[];
            params?: {
                name: string;
                /** @enum {string} */
                in: "path" | "query";
                /**
                 * @default string
                 * @enum {string}
                 */
                type: "string" | "integer" | "number" | "boolean";
                required?: boolean;
                /** @default  */
                description: string;
                default?: string | number | boolean;
                enum?: (string | number | boolean)[];
            }[];
            requestSchema?: unknown;
            responseSchema?: unknown;
            requestExample?: unknown;
            responseExample?: unknown;
            streaming?: boolean;
            retryable?: boolean;
            credentialId?: string | null;
            timeouts?: {
                connectMs?: number;
                headersMs?: number;
                idleBodyMs?: number;
            };
            maxBodyBytes?: number | null;
            capture?: {
                headers?: boolean;
                requestBody?: boolean;
                responseBody?: boolean;
                maxBytes?: number;
            };
            deprecated?: boolean;
            sunset?: string | null;
            /** @enum {string} */
            status?: "draft" | "published";
        };
        ClientPatch: {
            key?: string;
            labels?: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name?: string;
            description?: string;
            /** Format: email */
            email?: string;
            collectionIds?: string[];
            policyId?: string | null;
            active?: boolean;
            hasPortalAccess?: boolean;
            authorizedEmails?: string[];
        };
        ProfilePatch: {
            key?: string;
            labels?: {
                [key: string]: string;
            };
            managedBy?: string | null;
            clientId?: string;
            name?: string;
            /** @enum {string} */
            authType?: "token" | "jwt" | "oidc" | "mtls" | "none";
            jwt?: {
                /** @enum {string} */
                algorithm?: "HS256" | "HS384" | "HS512";
                issuer?: string | null;
                audience?: string | null;
                maxLifetime?: number | null;
                clockSkew?: number;
                requiredClaims?: {
                    [key: string]: (string | number | boolean) | (string | number | boolean)[];
                };
            };
            oidc?: {
                issuer?: string;
                audience?: string;
                jwksUri?: string | null;
                algorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
                /** @enum {string} */
                tokenKind?: "access" | "id";
                requiredClaims?: {
                    [key: string]: (string | number | boolean) | (string | number | boolean)[];
                };
            };
            mtls?: {
                caCertificates?: string;
                match?: {
                    /** @enum {string} */
                    type: "cn" | "dns" | "uri" | "email" | "ip" | "thumbprint";
                    value: string;
                }[];
                crl?: {
                    /** @default null */
                    pem: string | null;
                    /** @default null */
                    url: string | null;
                    /** @default 300 */
                    refreshSeconds: number;
                } | null;
            };
            allowedMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
            allowedIps?: (string)[] | string;
            deniedIps?: (string)[] | string;
            active?: boolean;
            expiresAt?: string | null;
        };
        PolicyPatch: {
            key?: string;
            labels?: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name?: string;
            description?: string;
            rateLimit?: {
                max: number;
                /** @enum {string} */
                interval: "1m" | "5m" | "1h";
            } | null;
            quota?: {
                max: number;
                /** @enum {string} */
                interval: "1d" | "7d" | "30d";
            } | null;
            active?: boolean;
            /** @enum {string} */
            onLimiterFailure?: "share" | "closed" | "open";
        };
        CredentialPatch: {
            key?: string;
            labels?: {
                [key: string]: string;
            };
            managedBy?: string | null;
            name?: string;
            description?: string;
            /** @enum {string} */
            type?: "basic" | "api_key" | "oauth2_client" | "mtls" | "mongodb" | "postgres" | "sqlserver" | "oracle" | "redis" | "smtp" | "sendgrid" | "kafka" | "imap";
            apiKey?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            password?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            clientSecret?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            clientCertificate?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            clientPrivateKey?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            caCertificate?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            connectionString?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            saslPassword?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            sslKey?: {
                value: string;
            } | {
                env: string;
            } | {
                file: string;
            } | {
                /** @constant */
                set: true;
                source?: string;
                env?: string;
                file?: string;
            } | string;
            /** @enum {string} */
            keyIn?: "header" | "query";
            keyName?: string;
            username?: string;
            clientId?: string;
            tokenUrl?: string;
            scopes?: string[];
            audience?: string;
            host?: string;
            port?: number;
            tls?: boolean;
            /** Format: email */
            fromAddress?: string;
            brokers?: string[];
            /** @enum {string} */
            saslMechanism?: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
            saslUsername?: string;
            sslCertificate?: string;
            sslCa?: string;
            origins?: string[];
        };
        SettingsPatch: {
            deniedIps?: (string)[] | string;
            maintenance?: {
                message: string;
                until?: string | null;
            } | null;
            cors?: {
                allowOrigins: string[];
                allowMethods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")[];
                allowHeaders?: string[];
                exposeHeaders?: string[];
                maxAge?: number;
            } | null;
            timeouts?: {
                connectMs?: number;
                headersMs?: number;
                idleBodyMs?: number;
            };
            maxBodyBytes?: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is calling, with which roles and permissions */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCollections: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: string;
                q?: string;
                label?: string;
                key?: string;
                managedBy?: string;
                status?: "draft" | "published";
                basePath?: string;
                credentialId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List collections */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postCollections: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionInput"];
            };
        };
        responses: {
            /** @description Create a collection */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCollectionsId: {
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
            /** @description Read one collection */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putCollectionsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionInput"];
            };
        };
        responses: {
            /** @description Replace a collection */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteCollectionsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchCollectionsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionPatch"];
            };
        };
        responses: {
            /** @description Change fields of a collection (JSON merge patch, RFC 7396) */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postCollectionsBulk: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionBulkInput"];
            };
        };
        responses: {
            /** @description Change the status or labels of many collections, or delete them: all or none */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionBulk"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced`, `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putCollectionsIdStatus: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionStatusInput"];
            };
        };
        responses: {
            /** @description Publish a collection, or make it a draft again */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postCollectionsIdDuplicate: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CollectionDuplicateInput"];
            };
        };
        responses: {
            /** @description Copy a collection with its proxies, all of them as drafts */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProxies: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: string;
                q?: string;
                label?: string;
                key?: string;
                managedBy?: string;
                collectionId?: string;
                status?: "draft" | "published";
                credentialId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List proxies */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProxyList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProxies: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProxyInput"];
            };
        };
        responses: {
            /** @description Create a proxy */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proxy"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProxiesId: {
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
            /** @description Read one proxy */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proxy"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putProxiesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProxyInput"];
            };
        };
        responses: {
            /** @description Replace a proxy */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proxy"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteProxiesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchProxiesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProxyPatch"];
            };
        };
        responses: {
            /** @description Change fields of a proxy (JSON merge patch, RFC 7396) */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proxy"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProxiesBulk: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionBulkInput"];
            };
        };
        responses: {
            /** @description Change the status or labels of many proxies, or delete them: all or none */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProxyBulk"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced`, `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putProxiesIdStatus: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProxyStatusInput"];
            };
        };
        responses: {
            /** @description Publish a proxy, or make it a draft again */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proxy"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getClients: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: string;
                q?: string;
                label?: string;
                key?: string;
                managedBy?: string;
                policyId?: string;
                collectionIds?: string;
                active?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List clients */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postClients: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientInput"];
            };
        };
        responses: {
            /** @description Create a client */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientCreated"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getClientsId: {
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
            /** @description Read one client */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putClientsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientInput"];
            };
        };
        responses: {
            /** @description Replace a client */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteClientsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchClientsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientPatch"];
            };
        };
        responses: {
            /** @description Change fields of a client (JSON merge patch, RFC 7396) */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postClientsBulk: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionBulkInput"];
            };
        };
        responses: {
            /** @description Change the status or labels of many clients, or delete them: all or none */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientBulk"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced`, `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProfiles: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: string;
                q?: string;
                label?: string;
                key?: string;
                managedBy?: string;
                clientId?: string;
                authType?: "token" | "jwt" | "oidc" | "mtls" | "none";
                active?: "true" | "false";
                expiresBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List profiles */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProfiles: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileInput"];
            };
        };
        responses: {
            /** @description Create a profile */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileCreated"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProfilesId: {
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
            /** @description Read one profile */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putProfilesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileInput"];
            };
        };
        responses: {
            /** @description Replace a profile */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteProfilesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchProfilesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfilePatch"];
            };
        };
        responses: {
            /** @description Change fields of a profile (JSON merge patch, RFC 7396) */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProfilesBulk: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionBulkInput"];
            };
        };
        responses: {
            /** @description Change the status or labels of many profiles, or delete them: all or none */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileBulk"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced`, `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProfilesIdRotateToken: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ProfileRotateTokenInput"];
            };
        };
        responses: {
            /** @description Give a profile a new token; the old one ends at once or after an overlap */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileRotateToken"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProfilesIdRotateSecret: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ProfileRotateTokenInput"];
            };
        };
        responses: {
            /** @description Give a jwt profile a new secret; the old one ends at once or after an overlap */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileRotateSecret"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteProfilesIdVersionsVersionId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
                versionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getPolicies: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: string;
                q?: string;
                label?: string;
                key?: string;
                managedBy?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List policies */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postPolicies: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyInput"];
            };
        };
        responses: {
            /** @description Create a policy */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getPoliciesId: {
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
            /** @description Read one policy */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putPoliciesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyInput"];
            };
        };
        responses: {
            /** @description Replace a policy */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deletePoliciesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchPoliciesId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyPatch"];
            };
        };
        responses: {
            /** @description Change fields of a policy (JSON merge patch, RFC 7396) */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postPoliciesBulk: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionBulkInput"];
            };
        };
        responses: {
            /** @description Change the status or labels of many policies, or delete them: all or none */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyBulk"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced`, `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCredentials: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: string;
                q?: string;
                label?: string;
                key?: string;
                managedBy?: string;
                type?: "basic" | "api_key" | "oauth2_client" | "mtls" | "mongodb" | "postgres" | "sqlserver" | "oracle" | "redis" | "smtp" | "sendgrid" | "kafka" | "imap";
                expiresBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List credentials */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postCredentials: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialInput"];
            };
        };
        responses: {
            /** @description Create a credential */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCredentialsId: {
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
            /** @description Read one credential */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putCredentialsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialInput"];
            };
        };
        responses: {
            /** @description Replace a credential */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteCredentialsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "If-Match"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchCredentialsId: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialPatch"];
            };
        };
        responses: {
            /** @description Change fields of a credential (JSON merge patch, RFC 7396) */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postCredentialsBulk: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionBulkInput"];
            };
        };
        responses: {
            /** @description Change the status or labels of many credentials, or delete them: all or none */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialBulk"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `referenced`, `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postCredentialsIdTest: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CredentialTestInput"];
            };
        };
        responses: {
            /** @description Try a basic, api_key, oauth2_client or mtls credential for real, on a gateway; each test is audited */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialTest"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable`, `no_gateway` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read the settings of the deployment */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putSettings: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsInput"];
            };
        };
        responses: {
            /** @description Replace the settings */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchSettings: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header: {
                "If-Match": string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsPatch"];
            };
        };
        responses: {
            /** @description Change settings (JSON merge patch, RFC 7396) */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The revision, to be sent as If-Match with a change. */
                    ETag: string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_required` */
            428: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getConfigExport: {
        parameters: {
            query?: {
                format?: "json" | "yaml";
                kind?: string;
                label?: string;
                managedBy?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Config as a document, by key; secrets only as references */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigExport"];
                    "application/yaml": components["schemas"]["ConfigExport"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postConfigValidate: {
        parameters: {
            query?: never;
            header?: {
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigValidateInput"];
                "application/yaml": components["schemas"]["ConfigValidateInput"];
            };
        };
        responses: {
            /** @description Whether a document has the right shape and refers to what exists */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigValidate"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postConfigDiff: {
        parameters: {
            query?: {
                managedBy?: string;
                label?: string;
                prune?: "true" | "false";
                reactivate?: "true" | "false";
            };
            header?: {
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigValidateInput"];
                "application/yaml": components["schemas"]["ConfigValidateInput"];
            };
        };
        responses: {
            /** @description What a document would change, resource by resource and field by field */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigDiff"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postConfigApply: {
        parameters: {
            query?: {
                managedBy?: string;
                label?: string;
                prune?: "true" | "false";
                reactivate?: "true" | "false";
                dryRun?: "true" | "false";
                force?: "true" | "false";
                issueTokens?: "true" | "false";
                baseVersion?: string;
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfigValidateInput"];
                "application/yaml": components["schemas"]["ConfigValidateInput"];
            };
        };
        responses: {
            /** @description Make config what a document says: all of it as one version, or nothing */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfigApply"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `referenced`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postImportsOpenapiPreview: {
        parameters: {
            query?: never;
            header?: {
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportOpenapiPreviewInput"];
            };
        };
        responses: {
            /** @description What an import of an OpenAPI document would do, and what of it can't be carried over */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOpenapiPreview"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postImportsOpenapi: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportOpenapiPreviewInput"];
            };
        };
        responses: {
            /** @description Make a collection with its proxies of an OpenAPI document, or merge one into a collection */
            201: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOpenapi"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCollectionsIdOpenapi: {
        parameters: {
            query?: {
                version?: "3.0" | "3.1";
                format?: "json" | "yaml";
                status?: "draft" | "published";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A collection as an OpenAPI document for its callers: nothing of what is behind the gateway */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionOpenapi"];
                    "application/yaml": components["schemas"]["CollectionOpenapi"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAuditLogs: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: "time" | "-time" | "sequence" | "-sequence";
                chain?: "config" | "access";
                q?: string;
                actor?: string;
                action?: string;
                resourceType?: string;
                resourceId?: string;
                changeId?: string;
                outcome?: string;
                code?: string;
                ip?: string;
                requestId?: string;
                method?: string;
                url?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit entries: changes, sign-ins and refused calls */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLogList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAuditLogsVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the audit chains are whole, or where one breaks */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLogVerify"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getVersionsEpoch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The epoch of config, and whether anybody has what the database does not have */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionEpoch"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postVersionsEpoch: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionEpochInput"];
            };
        };
        responses: {
            /** @description Begin a new epoch, so that gateways go over to what a restored database holds */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionEpoch"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getVersions: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: "version" | "-version";
                actor?: string;
                action?: string;
                resourceType?: string;
                resourceId?: string;
                resourceKey?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Config versions, newest first unless sorted otherwise */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getVersionsVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One config version, with why it was made */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `history_gone` */
            410: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getVersionsVersionDiff: {
        parameters: {
            query?: {
                from?: string;
            };
            header?: never;
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is different in a config version from another one, and who changed it */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionDiff"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `history_gone` */
            410: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postVersionsVersionRestore: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VersionRestoreInput"];
            };
        };
        responses: {
            /** @description Make config what it was in a version, as a new version: all of it, or nothing */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionRestore"];
                };
            };
            /** @description `bad_request`, `validation_failed`, `not_supported`, `egress_not_allowed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `referenced`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `history_gone` */
            410: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getLogs: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                clientId?: string;
                profileId?: string;
                collectionId?: string;
                proxyId?: string;
                status?: string;
                error?: string;
                method?: string;
                ip?: string;
                requestId?: string;
                path?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request log, newest first */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getLogsId: {
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
            /** @description One entry of the request log */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Log"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getLogsIdBodies: {
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
            /** @description What was captured of a request's bodies; each view is audited */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogBodies"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getGateways: {
        parameters: {
            query?: {
                limit?: string;
                cursor?: string;
                sort?: string;
                q?: string;
                workerId?: string;
                instanceId?: string;
                group?: string;
                state?: "ready" | "behind" | "not_ready" | "silent" | "undeclared_group";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gateway workers that are known: those that report, and those that have fallen silent */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys of the deployment, what uses them, and how far a rotation is */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postKeysRewrap: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["KeyRewrapInput"];
            };
        };
        responses: {
            /** @description Wrap every key anew under the current master key */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyRewrap"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postKeysRotate: {
        parameters: {
            query?: {
                wait?: "applied";
                timeout?: string;
            };
            header?: {
                "Idempotency-Key"?: string;
                "X-Change-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["KeyRotateInput"];
            };
        };
        responses: {
            /** @description Make new keys and encrypt everything anew, in the background */
            200: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description The config version of this change. */
                    "Zerq-Config-Version": number;
                    /** @description With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none. */
                    "Zerq-Config-Applied"?: string;
                    /** @description With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report. */
                    "Zerq-Config-Pending"?: string;
                    /** @description The answer of an earlier request with the same Idempotency-Key; without its secrets. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyRotate"];
                };
            };
            /** @description `bad_request`, `validation_failed` */
            400: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `csrf_failed`, `forbidden` */
            403: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `conflict`, `idempotency_conflict` */
            409: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_requests` */
            429: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `internal_error`, `secret_unreadable` */
            500: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    /** @description Names the request in logs. */
                    "X-Request-ID": string;
                    /** @description Seconds. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
