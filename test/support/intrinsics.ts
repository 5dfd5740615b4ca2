/** Resolves references in a template to example names and ARNs. */
import type { Template } from './synth.ts';

/** What a deployment would put in the place of references. */
export interface Deployed {
  /** @param type of the resource; undefined for pseudo parameters */
  ref(id: string, type: string | undefined): string;
  getAtt(id: string, attribute: string, type: string): string;
}

/**
 * A value of a template as CloudFormation would make it.
 * @throws Error for a function that the stack has not used so far
 */
export function resolveIntrinsics(value: unknown, template: Template, deployed: Deployed): unknown {
  const resolve = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(resolve);
    if (typeof inner !== 'object' || inner === null) return inner;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(inner);
    if (more.length === 0 && name === 'Ref') {
      return deployed.ref(String(argument), template.Resources[String(argument)]?.Type);
    }
    if (more.length === 0 && name === 'Fn::GetAtt') {
      const [id, attribute] = argument as [string, string];
      return deployed.getAtt(id, attribute, template.Resources[id]?.Type ?? '');
    }
    if (more.length === 0 && name === 'Fn::Join') {
      const [glue, parts] = resolve(argument) as [string, string[]];
      return parts.join(glue);
    }
    if (name.startsWith('Fn::')) throw new Error(`expected Ref, Fn::GetAtt or Fn::Join, got ${name}`);
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, resolve(each)]));
  };
  return resolve(value);
}

const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';
const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
};

/** The ARN of a resource as AWS forms it. Source: Service Authorization Reference, "Resource types". */
const ARNS: Record<string, (id: string) => string> = {
  'AWS::ElastiCache::ServerlessCache': (id) =>
    `arn:aws:elasticache:${REGION}:${ACCOUNT}:serverlesscache:${id}`,
  'AWS::ElastiCache::User': (id) => `arn:aws:elasticache:${REGION}:${ACCOUNT}:user:${id}`,
  'AWS::Lambda::Alias': (id) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${id}:live`,
  'AWS::Lambda::Function': (id) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${id}`,
  'AWS::Logs::LogGroup': (id) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${id}:*`,
  'AWS::SecretsManager::Secret': (id) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${id}-AbCdEf`,
  'AWS::SNS::Topic': (id) => `arn:aws:sns:${REGION}:${ACCOUNT}:${id}`,
};
/** Those whose `Ref` is their ARN. */
const REF_IS_ARN = ['AWS::Lambda::Alias', 'AWS::SecretsManager::Secret', 'AWS::SNS::Topic'];

/** References to names and ARNs made of the logical ids. */
export const EXAMPLE_DEPLOYMENT: Deployed = {
  ref: (id, type) => {
    if (type === undefined) return PSEUDO_PARAMETERS[id] ?? missing(id);
    return REF_IS_ARN.includes(type) ? arnOf(id, type) : id;
  },
  getAtt: (id, attribute, type) => (attribute.toUpperCase() === 'ARN' ? arnOf(id, type) : missing(attribute)),
};

function arnOf(id: string, type: string): string {
  return (ARNS[type] ?? missing(type))(id);
}

function missing(what: string): never {
  throw new Error(`no example of ${what}`);
}
